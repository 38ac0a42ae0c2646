"""Erased: nothing of the person is read from cache, view, log, file or disk, and nothing more is taken in."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.vault.domain.vault import Vault
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_contacts as c
from shared.contracts import vault_notes as n
from shared.contracts import vault_project as p
from shared.problems import InvalidInput, NotAllowed, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, House, professional, terms

NOTIFICATIONS = Actor(id="service:notifications", kind="service")
CANARIES = ("Canarinette", "Serinville", "Canarititre", "Canarilieu", "639980077", "Canaripaper", "Canaripro")


def planted(house: House) -> tuple[str, Actor, str, str]:
    """A vault full of canaries, used in every way there is."""
    canari = professional("Canaripro", "org-1")
    house.directory.joins(canari.id, "org-1")
    house.hear()
    vault_id, awa = house.open_vault(
        given_name="Canarinette", family_name="Serinville", phone="06 39 98 00 77", consent=terms()
    )
    document = house.deposit(canari, vault_id, b"%PDF Canaripaper", title="Canarititre")
    made = house.ask(
        canari,
        a.ScheduleAppointment(
            vault_id=vault_id, title="Canarititre", place_name="Canarilieu", starts_local="2030-07-15T10:00"
        ),
    )
    house.begin(canari, vault_id, title="Canarititre")
    house.ask(awa, n.AddNote(vault_id=vault_id, text="Canarititre"))
    details = c.ContactDetails(name="Canarititre", address="Canarilieu", phones=["+33639980077"])
    house.ask(awa, c.AddContact(vault_id=vault_id, details=details))
    goals = [p.ProjectGoal(words="Canarititre", steps=[p.ProjectStep(words="Canarilieu", who="Canaripro")])]
    project = house.ask(awa, p.WriteProject(vault_id=vault_id, goals=goals))
    house.ask(awa, p.SignProject(vault_id=vault_id, digest=project.current.digest))
    house.ask(awa, p.DisagreeWithProject(vault_id=vault_id, words="Canarititre"))
    for actor in (canari, BRUNO):
        house.see(actor, vault_id, document.id)
        house.ask(actor, v.ListFollowUps())
        house.ask(actor, a.ListAppointments(vault_id=vault_id))
    house.ask(canari, v.RequestConsent(vault_id=vault_id, terms=terms()))
    house.ask(awa, v.ExportVault(vault_id=vault_id))
    return vault_id, awa, document.id, made.id


def erase(house: House, vault_id: str, awa: Actor, key: str = "") -> Any:
    return house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"), key=key)


def found_on_disk(root: Path, canaries: tuple[str, ...] = CANARIES) -> list[tuple[str, str]]:
    """Which canaries are in which files, write-ahead logs and free pages included."""
    found = []
    for path in root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [(path.name, canary) for canary in canaries if canary.encode() in content]
    return found


@pytest.mark.feature("W4")
def test_no_canary_is_on_disk_before_or_after_erasing(house: House) -> None:
    vault_id, awa, _, _ = planted(house)
    assert found_on_disk(house.root, (vault_id,)) != []  # the search finds what is in clear
    assert found_on_disk(house.root) == []  # values are only ever stored sealed
    erase(house, vault_id, awa)
    for engine in (house.database.events, house.database.views, house.keys_engine):
        with engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert found_on_disk(house.root) == []
    assert [p for p in (house.root / "blobs").rglob("*") if p.is_file()] == []


@pytest.mark.feature("W4")
def test_an_erased_vault_refuses_its_holder_and_tells_a_professional_nothing(house: House) -> None:
    vault_id, awa, document_id, appointment_id = planted(house)
    erase(house, vault_id, awa)
    for own in (
        v.GetVault(vault_id=vault_id),
        v.SetReach(vault_id=vault_id),
        v.ExportVault(vault_id=vault_id),
    ):
        with pytest.raises(Refused) as refusal:
            house.ask(awa, own)
        assert refusal.value.code == "vault_erased"
    for other in (
        v.GetVault(vault_id=vault_id),
        v.OpenDocument(vault_id=vault_id, document_id=document_id),
        v.ListDocuments(vault_id=vault_id),
        v.RequestConsent(vault_id=vault_id, terms=terms()),
        a.ListAppointments(vault_id=vault_id),
        n.ListNotes(vault_id=vault_id),
        p.ReadProject(vault_id=vault_id),
        c.ListContacts(vault_id=vault_id),
    ):
        with pytest.raises(NotAllowed) as no:
            house.ask(BRUNO, other)
        assert no.value.code == "no_consent"
    assert house.ask(BRUNO, v.ListFollowUps()).people == []
    reach = house.ask(NOTIFICATIONS, a.GetReach(vault_id=vault_id, appointment_id=appointment_id))
    assert (reach.live, reach.phone) == (False, "")


def test_erasing_needs_the_word_and_the_holder(house: House) -> None:
    vault_id, awa = house.open_vault()
    with pytest.raises(NotAllowed):
        house.ask(AGNES, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    with pytest.raises(InvalidInput):
        house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="oui"))  # type: ignore[arg-type]
    assert house.ask(awa, v.GetVault(vault_id=vault_id)).given_name == "Awa"


def test_the_log_keeps_its_hashes_and_loses_its_words(house: House) -> None:
    vault_id, awa, _, _ = planted(house)
    before = house.uses.log.read_log(UUID(vault_id))
    erase(house, vault_id, awa)
    after = house.uses.log.read_log(UUID(vault_id))
    assert [row.hash for row in after[:-1]] == [row.hash for row in before]
    assert after[-1].kind == "vault_erased"
    assert all(row.body is None for row in after)
    assert [kind for kind, _ in house.facts()][-1] == "vault.vault_erased"


@pytest.mark.parametrize("restarted", [False, True])
def test_nothing_is_left_in_memory_nor_read_after_a_restart(house: House, restarted: bool) -> None:
    vault_id, awa, _, _ = planted(house)
    erase(house, vault_id, awa)
    if restarted:
        house.open()
    vault = house.uses.log.load(Vault, UUID(vault_id))
    assert vault.erased
    assert not any(canary in repr(vars(vault)) for canary in CANARIES)
    gc.collect()
    left = [o for o in gc.get_objects() if isinstance(o, Vault) and str(o.id) == vault_id and o.given_name]
    assert left == []


def test_erasing_again_goes_on_where_it_stopped(house: House) -> None:
    vault_id, awa, _, _ = planted(house)
    house.keys.destroy(UUID(vault_id))  # a first try died right after this
    erase(house, vault_id, awa, key="again")
    erase(house, vault_id, awa, key="again")
    erase(house, vault_id, awa)
    assert [kind for kind, _ in house.facts()].count("vault.vault_erased") == 1
    assert [p for p in (house.root / "blobs").rglob("*") if p.is_file()] == []


def test_an_erased_vaults_id_opens_no_other_vault(house: House) -> None:
    vault_id, awa = house.open_vault()
    erase(house, vault_id, awa)
    with pytest.raises(Exception, match="vault_exists"):
        house.ask(AGNES, v.OpenVault(vault_id=vault_id, given_name="Autre"))
