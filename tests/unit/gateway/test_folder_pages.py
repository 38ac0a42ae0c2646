"""Folders on pages and in the API: counted, opened, named, removed, and papers moved between them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from shared.contracts.vault import (
    BeginDeposit,
    DepositDocument,
    Documents,
    GetVault,
    ListDocuments,
    Vault,
)
from shared.contracts.vault_folders import (
    MakeFolder,
    MovePaper,
    RemovedFolder,
    RemoveFolder,
    RenameFolder,
)
from shared.contracts.vault_listing import Folder, Place
from shared.contracts.vault_mandates import ListMandates, Mandates
from shared.contracts.vault_terms import Scope
from shared.problems import Conflict, NotAllowed, Refused
from tests.unit.gateway.house import House
from tests.unit.gateway.test_documents import ticket
from tests.unit.gateway.walker import CONSENT, PAPER, TERMS, Walker

FOLDER = Folder(id="f1", category="identity", label="Cartes", papers=1)
OTHER = Folder(id="f2", category="identity", label="Vieux")
FILED = msgspec.structs.replace(PAPER, folder="f1", was_in=Place(category="rights"))


def listed(*_: Any) -> Documents:
    return Documents(documents=[FILED], folders=[FOLDER, OTHER])


def refused(problem: Exception) -> Any:
    def refuse(*_: Any) -> Any:
        raise problem

    return refuse


@pytest.mark.feature("V3")
def test_the_person_opens_a_category_then_a_folder_and_finds_the_paper(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies[ListDocuments] = listed
    shelf = f"/coffre/{vault_id}/dossiers/identity"
    page = walker.get("/papiers")
    assert shelf in page
    assert "2 dossiers" in page
    assert "/dossiers/health" in walker.get(f"/coffre/{vault_id}/dossiers")
    assert f"{shelf}/f1" in walker.get(shelf)
    assert "Carte d'identité" in walker.get(f"{shelf}/f1")
    assert "Aucun papier ici" in walker.get(f"{shelf}/f2")
    for wrong in (f"{shelf}/none", f"/coffre/{vault_id}/dossiers/secrets"):
        walker.get(wrong)
        assert walker.status == 404


@pytest.mark.feature("V3")
def test_the_person_makes_names_and_removes_a_folder(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {
        ListDocuments: listed,
        MakeFolder: lambda *_: FOLDER,
        RenameFolder: lambda *_: FOLDER,
        RemoveFolder: lambda *_: RemovedFolder(id="f1", papers=1),
    }
    shelf = f"/coffre/{vault_id}/dossiers/identity"
    assert "Le dossier est fait" in walker.post(shelf, label="Cartes")
    assert "son nouveau nom" in walker.post(f"{shelf}/f1/nom", label="Mes cartes")
    assert "sont toujours là" in walker.post(f"{shelf}/f1/retirer", papers_to="f2")
    walker.post(f"{shelf}/f1/retirer", papers_to="none")
    walker.post(f"{shelf}/f1/retirer")
    sent = [
        call.request for kind in (MakeFolder, RenameFolder, RemoveFolder) for call in house.caller.all(kind)
    ]
    assert sent == [
        MakeFolder(vault_id=vault_id, category="identity", label="Cartes"),
        RenameFolder(vault_id=vault_id, folder_id="f1", label="Mes cartes"),
        RemoveFolder(vault_id=vault_id, folder_id="f1", papers_to="f2"),
        RemoveFolder(vault_id=vault_id, folder_id="f1", papers_to=""),
        RemoveFolder(vault_id=vault_id, folder_id="f1", papers_to=None),
    ]


@pytest.mark.feature("V3")
@pytest.mark.parametrize("label", ["", "x" * 61])
def test_a_folder_without_a_name_or_with_too_long_a_one_names_the_box(house: House, label: str) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    for path in ("", "/f1/nom"):
        house.caller.replies[ListDocuments] = listed
        page = walker.post(f"/coffre/{vault_id}/dossiers/identity{path}", label=label)
        assert walker.status == 422
        assert 'id="label-wrong"' in page


def test_what_the_vault_refuses_of_a_folder_is_told_on_its_page(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {
        ListDocuments: listed,
        MakeFolder: refused(Conflict("folder_exists", field="label")),
        RemoveFolder: refused(Refused("folder_not_empty")),
    }
    shelf = f"/coffre/{vault_id}/dossiers/identity"
    assert "porte déjà ce nom" in walker.post(shelf, label="Cartes")
    assert walker.status == 409
    assert "où vont les papiers" in walker.post(f"{shelf}/f1/retirer")


@pytest.mark.feature("V3")
def test_moving_a_paper_says_who_reads_it_there_and_puts_it_back(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {
        ListDocuments: listed,
        MovePaper: lambda *_: FILED,
        ListMandates: lambda *_: Mandates(mandates=[]),
    }
    path = f"/coffre/{vault_id}/papiers/d1/dossier"
    page = walker.get(path)
    assert "Il est ici : Identité, Cartes." in page
    assert page.count("Partagé avec : Maison des Tilleuls") == 2
    assert page.count("Partagé avec personne") == 7
    assert "Remettre dans : Droits" in page
    assert "Agnès a ajouté ce papier" in page
    assert "Le papier est rangé." in walker.post(path, place="health")
    walker.post(path, place="identity/f2")
    moved = [call.request for call in house.caller.all(MovePaper)]
    assert moved == [
        MovePaper(vault_id=vault_id, document_id="d1", category="health"),
        MovePaper(vault_id=vault_id, document_id="d1", category="identity", folder="f2"),
    ]
    walker.post(path, place="ailleurs")
    assert walker.status == 422
    walker.get(f"/coffre/{vault_id}/papiers/d9/dossier")
    assert walker.status == 404


def test_a_professional_files_within_the_category_unless_they_have_just_deposited_it(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies[ListDocuments] = listed
    path = "/coffre/v1/papiers/d1/dossier"
    page = walker.get(path)
    assert 'value="identity/f2"' in page
    assert 'value="health"' not in page
    assert "Partagé avec" not in page
    own = msgspec.structs.replace(FILED, may_take_back=True, was_in=None)
    house.caller.replies[ListDocuments] = lambda *_: Documents(documents=[own], folders=[FOLDER])
    assert 'value="health"' in walker.get(path)
    house.caller.replies[MovePaper] = refused(NotAllowed("category_settled"))
    assert "change qui peut le lire" in walker.post(path, place="health")
    assert walker.status == 403
    assert "Ranger ailleurs" in walker.get("/coffre/v1/dossiers/identity/f1")
    walker.post("/coffre/v1/dossiers/identity", label="À moi")
    assert walker.status == 403


def test_a_paper_shared_by_itself_is_said_to_be_read_wherever_it_goes(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    alone = msgspec.structs.replace(TERMS, scope=Scope(documents=["d1"]))
    consent = msgspec.structs.replace(CONSENT, terms=alone)
    person = Vault(id=vault_id, given_name="Awa", family_name="", language="fr", consents=[consent])
    house.caller.replies |= {
        ListDocuments: listed,
        GetVault: lambda *_: person,
        ListMandates: lambda *_: Mandates(mandates=[]),
    }
    page = walker.get(f"/coffre/{vault_id}/papiers/d1/dossier")
    assert page.count("Partagé avec : Maison des Tilleuls") == 9


@pytest.mark.feature("V3")
def test_the_api_makes_names_removes_and_moves(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {
        MakeFolder: lambda *_: FOLDER,
        RenameFolder: lambda *_: FOLDER,
        RemoveFolder: lambda *_: RemovedFolder(id="f1", papers=1),
        MovePaper: lambda *_: FILED,
    }
    at = f"/api/v1/vaults/{vault_id}"
    headers = {"Sec-Fetch-Site": "same-origin"}
    made = house.client.post(
        f"{at}/folders", json={"category": "identity", "label": "Cartes"}, headers=headers
    )
    assert (made.status_code, made.json()["label"]) == (201, "Cartes")
    assert house.client.patch(f"{at}/folders/f1", json={"label": "Z"}, headers=headers).status_code == 200
    gone = house.client.delete(f"{at}/folders/f1?papers_to=none", headers=headers)
    assert gone.json() == {"id": "f1", "papers": 1}
    removed = house.caller.all(RemoveFolder)[0].request
    assert removed == RemoveFolder(vault_id=vault_id, folder_id="f1", papers_to="")
    place = {"category": "identity", "folder": "f1"}
    moved = house.client.put(f"{at}/documents/d1/place", json=place, headers=headers)
    assert moved.json()["was_in"] == {"category": "rights", "folder": ""}
    for wrong in ({"category": "secrets"}, {"folder": "f1"}, {"category": "identity", "folder": "x" * 65}):
        refused_body = house.client.put(f"{at}/documents/d1/place", json=wrong, headers=headers)
        assert refused_body.status_code in (400, 422)


@pytest.mark.feature("V3")
def test_a_paper_is_added_from_inside_a_folder_and_is_there(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {ListDocuments: listed, BeginDeposit: ticket, DepositDocument: lambda *_: FILED}
    inside = f"/coffre/{vault_id}/dossiers/identity/f1"
    page = walker.get(inside)
    assert "Ajouter un papier dans ce dossier" in page
    assert '<input type="hidden" name="folder" value="f1">' in page
    said = {"category": "identity", "title": "Carte", "folder": "f1"}
    files = {"file": ("carte.pdf", b"%PDF", "application/pdf")}
    answer = house.client.post(
        f"/coffre/{vault_id}/papiers",
        data=said,
        files=files,
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )
    assert answer.headers["Location"].startswith(inside)
    assert house.caller.all(BeginDeposit)[-1].request == BeginDeposit(vault_id=vault_id, **said)  # type: ignore[arg-type]


@pytest.mark.feature("V3")
def test_the_api_says_the_folder_and_what_the_vault_refuses_is_told(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {BeginDeposit: ticket, DepositDocument: lambda *_: FILED}
    query = {"category": "identity", "title": "Carte", "folder": "f1"}

    def deposit() -> Any:
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/octet-stream"}
        path = f"/api/v1/vaults/{vault_id}/documents"
        return house.client.post(path, params=query, content=b"%PDF", headers=headers)

    assert deposit().json()["folder"] == "f1"
    assert house.caller.all(BeginDeposit)[-1].request == BeginDeposit(vault_id=vault_id, **query)  # type: ignore[arg-type]
    house.caller.replies[BeginDeposit] = refused(Refused("folder_of_another_category"))
    assert (deposit().status_code, deposit().json()["code"]) == (422, "folder_of_another_category")
