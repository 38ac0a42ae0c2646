"""A paper goes into a folder at the moment of deposit, whichever way it comes; never lost for its folder."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_folders as f
from shared.contracts import vault_uploads as u
from shared.contracts.vault_terms import Scope
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, House, terms
from tests.unit.vault.test_uploads import begin, end, kept


def a_folder(house: House, person: Actor, vault_id: str, category: Any = "identity") -> str:
    made = f.MakeFolder(vault_id=vault_id, category=category, label=f"Dossier {category}")
    return str(house.ask(person, made).id)


def begun(house: House, actor: Actor, vault_id: str, folder: str) -> v.DepositTicket:
    asked = v.BeginDeposit(vault_id=vault_id, category="identity", title="Carte", folder=folder)
    ticket: v.DepositTicket = house.ask(actor, asked)
    return ticket


def places(house: House, person: Actor, vault_id: str) -> list[tuple[str, str]]:
    listed = house.ask(person, v.ListDocuments(vault_id=vault_id)).documents
    return [(one.category, one.folder) for one in listed]


@pytest.mark.feature("V3")
def test_a_paper_is_in_the_folder_from_its_first_moment_sent_once_or_twice(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = a_folder(house, awa, vault_id)
    deposit = house.stage(begun(house, AGNES, vault_id, folder), vault_id)
    first, again = (house.ask(AGNES, deposit, key="one") for _ in range(2))
    assert (first.id, first.folder) == (again.id, folder)
    house.ask(awa, house.stage(begun(house, awa, vault_id, folder), vault_id))
    assert places(house, awa, vault_id) == [("identity", folder)] * 2
    house.open()
    assert places(house, awa, vault_id) == [("identity", folder)] * 2


def test_an_upload_that_goes_on_keeps_its_folder_and_another_folder_is_another_upload(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = a_folder(house, awa, vault_id)
    inside, loose = begin(house, AGNES, vault_id, folder=folder), begin(house, AGNES, vault_id)
    assert inside.id != loose.id
    assert begin(house, AGNES, vault_id, folder=folder).id == inside.id
    assert kept(house, AGNES, vault_id, end(house, AGNES, vault_id, inside)).folder == folder
    assert places(house, awa, vault_id) == [("identity", folder)]


@pytest.mark.feature("V3")
def test_a_folder_that_is_not_there_or_of_another_category_is_refused_and_nothing_begins(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    with pytest.raises(NotFound):
        begun(house, awa, vault_id, "elsewhere")
    health = a_folder(house, awa, vault_id, "health")
    for refused in (
        lambda: begun(house, awa, vault_id, health),
        lambda: begin(house, awa, vault_id, folder=health),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == "folder_of_another_category"
    with pytest.raises(NotFound):
        begin(house, awa, vault_id, folder="elsewhere")
    assert places(house, awa, vault_id) == []


def test_who_adds_without_seeing_names_no_folder_and_it_is_in_the_log(house: House) -> None:
    adds = terms(scope=Scope(categories=["identity"]), actions=["add"])
    vault_id, awa = house.open_vault(consent=adds)
    folder = a_folder(house, awa, vault_id)
    for ask in (
        lambda: begun(house, AGNES, vault_id, folder),
        lambda: begin(house, AGNES, vault_id, folder=folder),
    ):
        with pytest.raises(NotAllowed):
            ask()
    assert [line.kind for line in house.log_of(vault_id)].count("access_refused") == 2
    assert begun(house, AGNES, vault_id, "").document_id


def test_a_folder_removed_meanwhile_leaves_the_paper_in_its_category(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = a_folder(house, awa, vault_id)
    deposit = house.stage(begun(house, AGNES, vault_id, folder), vault_id)
    house.ask(awa, f.RemoveFolder(vault_id=vault_id, folder_id=folder))
    assert house.ask(AGNES, deposit).folder == ""
    assert places(house, awa, vault_id) == [("identity", "")]
    assert house.ask(AGNES, v.ListDocuments(vault_id=vault_id)).documents


def test_an_upload_begun_before_its_folder_went_still_becomes_a_paper(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = a_folder(house, awa, vault_id)
    upload = begin(house, AGNES, vault_id, folder=folder)
    house.ask(awa, f.RemoveFolder(vault_id=vault_id, folder_id=folder))
    ended: u.EndedUpload = end(house, AGNES, vault_id, upload)
    assert kept(house, AGNES, vault_id, ended).folder == ""
