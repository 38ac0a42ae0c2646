"""Papers in folders: made by the person, seen within consent, moved by who may, put back, taken away."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_folders as f
from shared.contracts.vault_listing import Folder, Place
from shared.contracts.vault_terms import Grantee, Scope
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder, terms


def make(house: House, vault_id: str, category: str = "identity", label: str = "Cartes") -> str:
    asked = f.MakeFolder(vault_id=vault_id, category=category, label=label)  # type: ignore[arg-type]
    made: Folder = house.ask(holder(vault_id), asked)
    return made.id


def move(
    house: House, actor: Actor, vault_id: str, document_id: str, category: str = "identity", folder: str = ""
) -> v.Document:
    asked = f.MovePaper(vault_id=vault_id, document_id=document_id, category=category, folder=folder)  # type: ignore[arg-type]
    moved: v.Document = house.ask(actor, asked)
    return moved


def listed(house: House, actor: Actor, vault_id: str) -> v.Documents:
    told: v.Documents = house.ask(actor, v.ListDocuments(vault_id=vault_id))
    return told


def places(told: v.Documents) -> dict[str, str]:
    """Each paper's title, category and folder's name."""
    labels = {folder.id: folder.label for folder in told.folders}
    return {d.title: f"{d.category}/{labels.get(d.folder, '')}" for d in told.documents}


@pytest.mark.feature("V3")
def test_a_paper_put_in_a_folder_is_found_there_by_the_person_and_by_who_may_see_its_category(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    folder = make(house, vault_id)
    make(house, vault_id, "health", "Hôpital")
    card = house.deposit(awa, vault_id, title="Carte").id
    move(house, BRUNO, vault_id, card, folder=folder)
    assert places(listed(house, awa, vault_id)) == {"Carte": "identity/Cartes"}
    assert [(x.label, x.papers) for x in listed(house, awa, vault_id).folders] == [
        ("Hôpital", 0),
        ("Cartes", 1),
    ]
    seen = listed(house, BRUNO, vault_id)
    assert places(seen) == {"Carte": "identity/Cartes"}
    assert [x.label for x in seen.folders] == ["Cartes"]
    assert all(d.was_in is None for d in seen.documents)
    assert [x.kind for x in house.log_of(vault_id)].count("paper_moved") == 1


@pytest.mark.feature("V3")
def test_only_the_person_makes_names_and_removes_folders(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = make(house, vault_id)
    for request in (
        f.MakeFolder(vault_id=vault_id, category="identity", label="Autre"),
        f.RenameFolder(vault_id=vault_id, folder_id=folder, label="Autre"),
        f.RemoveFolder(vault_id=vault_id, folder_id=folder),
    ):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(AGNES, request)
        assert refusal.value.code == "holder_only"
    assert [x.label for x in listed(house, awa, vault_id).folders] == ["Cartes"]


@pytest.mark.feature("V5")
def test_another_category_changes_who_reads_and_the_person_alone_changes_it(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(scope=Scope(categories=["identity", "income"])))
    payslip = house.deposit(awa, vault_id, category="health", title="Arrêt").id
    with pytest.raises(NotAllowed):
        house.see(BRUNO, vault_id, payslip)
    assert move(house, awa, vault_id, payslip, "income").category == "income"
    assert house.see(BRUNO, vault_id, payslip)
    with pytest.raises(NotAllowed) as refusal:
        move(house, BRUNO, vault_id, payslip, "identity")
    assert refusal.value.code == "category_settled"
    with pytest.raises(NotAllowed) as outside:
        move(house, BRUNO, vault_id, payslip, "health")
    assert outside.value.code == "scope"
    move(house, awa, vault_id, payslip, "health")
    with pytest.raises(NotAllowed):
        house.see(BRUNO, vault_id, payslip)
    moved = [bytes(data) for kind, data in house.facts() if kind == "vault.document_moved"]
    assert len(moved) == 2
    assert b'"from_category":"health"' in moved[0]
    assert b"Arr" not in b"".join(moved)


def test_its_depositor_moves_a_paper_of_the_day_between_categories_where_they_may_add(house: House) -> None:
    both = terms(scope=Scope(categories=["identity", "income"]))
    vault_id, awa = house.open_vault(consent=both)
    mine = [house.deposit(AGNES, vault_id, title=title).id for title in ("Une", "Deux", "Trois")]
    assert move(house, AGNES, vault_id, mine[0], "income").category == "income"
    house.see(awa, vault_id, mine[1])
    with pytest.raises(NotAllowed) as seen:
        move(house, AGNES, vault_id, mine[1], "income")
    with pytest.raises(NotAllowed) as beyond:
        move(house, AGNES, vault_id, mine[2], "housing")
    house.clock.move(timedelta(hours=24))
    house.hear()
    house.directory.joins(AGNES.id, "org-1")
    house.hear()
    with pytest.raises(NotAllowed) as late:
        move(house, AGNES, vault_id, mine[2], "income")
    codes = [refusal.value.code for refusal in (seen, beyond, late)]
    assert codes == ["category_settled", "scope", "category_settled"]


@pytest.mark.feature("V3")
def test_a_paper_is_put_back_where_it_was_and_the_log_tells_both(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = make(house, vault_id)
    card = house.deposit(awa, vault_id).id
    move(house, awa, vault_id, card, folder=folder)
    moved = move(house, awa, vault_id, card, "rights")
    assert (moved.folder, moved.was_in) == ("", Place(category="identity", folder=folder))
    back = move(house, awa, vault_id, card, "identity", folder)
    assert (back.category, back.folder, back.was_in) == ("identity", folder, Place(category="rights"))
    move(house, awa, vault_id, card, "identity", folder)
    kinds = [x.kind for x in house.log_of(vault_id)]
    assert (kinds.count("paper_moved_category"), kinds.count("paper_moved")) == (2, 1)


def test_a_single_paper_shared_tells_nothing_of_its_folder(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = make(house, vault_id, "health", "Hôpital")
    letter = house.deposit(awa, vault_id, category="health", title="Lettre").id
    move(house, awa, vault_id, letter, "health", folder)
    chloe = Grantee(kind="professional", id=CHLOE.id, name="Chloé Fictive")
    shared = terms(grantee=chloe, scope=Scope(documents=[letter]))
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=shared))
    told = listed(house, CHLOE, vault_id)
    assert ([d.folder for d in told.documents], told.folders) == ([""], [])
    assert move(house, CHLOE, vault_id, letter, "health").folder == ""
    with pytest.raises(NotAllowed):
        move(house, CHLOE, vault_id, letter, "health", folder)


def test_a_folder_goes_when_it_is_empty_or_when_its_papers_have_somewhere_to_go(house: House) -> None:
    vault_id, awa = house.open_vault()
    one, two, other = (
        make(house, vault_id),
        make(house, vault_id, label="Vieux"),
        make(house, vault_id, "rights"),
    )
    card = house.deposit(awa, vault_id).id
    move(house, awa, vault_id, card, folder=one)
    for to, code in (
        (None, "folder_not_empty"),
        (other, "folder_of_another_category"),
        (one, "folder_of_another_category"),
    ):
        with pytest.raises(Refused) as refusal:
            house.ask(awa, f.RemoveFolder(vault_id=vault_id, folder_id=one, papers_to=to))
        assert refusal.value.code == code
    gone = house.ask(awa, f.RemoveFolder(vault_id=vault_id, folder_id=one, papers_to=two))
    assert gone.papers == 1
    assert places(listed(house, awa, vault_id)) == {"Carte": "identity/Vieux"}
    house.ask(awa, f.RemoveFolder(vault_id=vault_id, folder_id=two, papers_to=""))
    told = listed(house, awa, vault_id)
    assert places(told) == {"Carte": "identity/"}
    assert told.documents[0].was_in is None
    with pytest.raises(NotFound):
        house.ask(awa, f.RemoveFolder(vault_id=vault_id, folder_id=two))
    with pytest.raises(NotFound):
        move(house, awa, vault_id, card, folder=one)


def test_names_of_folders_are_one_each_short_and_never_a_national_number(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = make(house, vault_id)
    make(house, vault_id, "health")
    with pytest.raises(Conflict):
        make(house, vault_id, label=" cartes ")
    with pytest.raises(InvalidInput):
        make(house, vault_id, label="  ")
    with pytest.raises(Refused):
        make(house, vault_id, label="1 85 05 78 006 084 91")
    renamed = house.ask(awa, f.RenameFolder(vault_id=vault_id, folder_id=folder, label="CARTES"))
    assert renamed.label == "CARTES"


def test_sent_twice_a_folder_is_made_once_and_a_stranger_moves_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    asked = f.MakeFolder(vault_id=vault_id, category="identity", label="Cartes")
    assert house.ask(awa, asked, key="k") == house.ask(awa, asked, key="k")
    card = house.deposit(awa, vault_id).id
    for document_id in (card, str(uuid4())):
        with pytest.raises(NotAllowed) as refusal:
            move(house, CHLOE, vault_id, document_id)
        assert refusal.value.code == "no_consent"
    with pytest.raises(NotFound):
        move(house, awa, vault_id, str(uuid4()))
    assert [x.kind for x in house.log_of(vault_id)].count("access_refused") == 2


def exported(house: House, vault_id: str) -> tuple[dict[str, Any], str]:
    archive = house.stream(house.ask(holder(vault_id), v.ExportVault(vault_id=vault_id)))
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return json.loads(files.read("vault.json")), files.read("index.html").decode()


def test_folders_leave_with_the_person_and_end_with_the_vault(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = make(house, vault_id, label="Loyers <b>")
    make(house, vault_id, "health", "Vide")
    card = house.deposit(awa, vault_id, title="Quittance").id
    house.deposit(awa, vault_id, title="Seule")
    move(house, awa, vault_id, card, folder=folder)
    data, page = exported(house, vault_id)
    assert {d["title"]: d["folder"] for d in data["documents"]} == {"Quittance": "Loyers <b>", "Seule": ""}
    assert [x["label"] for x in data["folders"]] == ["Loyers <b>", "Vide"]
    assert page.index("Seule") < page.index("Dossier « Loyers &lt;b&gt; »") < page.index("Quittance")
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    with pytest.raises(Refused):
        make(house, vault_id)
    house.open()
    for path in house.root.rglob("*"):
        if path.is_file():
            assert b"Loyers" not in path.read_bytes(), path
