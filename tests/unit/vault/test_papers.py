"""Papers: a claim check in, examined, kept encrypted; a ticket out, decided and logged."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from shared.contracts import vault as v
from shared.contracts.vault_terms import Scope
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, PDF, House, terms


def files(house: House) -> list[Path]:
    return [path for path in (house.root / "blobs").rglob("*") if path.is_file()]


@pytest.mark.feature("V10")
def test_every_opening_is_a_line_of_the_log_that_names_paper_reader_and_service(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(actions=["see", "add", "print"]))
    document_id = house.deposit(awa, vault_id, title="Carte (démo)").id
    for manner in ("see", "preview", "print", "download"):
        house.see(BRUNO, vault_id, document_id, manner)
    lines = [line for line in house.log_of(vault_id) if line.actor == BRUNO.display]
    assert [line.kind for line in lines] == [
        "document_seen",
        "document_previewed",
        "document_printed",
        "document_downloaded",
    ]
    assert {(x.title, x.category, x.organisation) for x in lines} == {
        ("Carte (démo)", "identity", "Service org-1")
    }


@pytest.mark.feature("V10")
def test_a_refused_opening_is_a_line_too_with_its_reason(house: House) -> None:
    vault_id, awa = house.open_vault()
    document_id = house.deposit(awa, vault_id, category="health", title="Ordonnance (démo)").id
    with pytest.raises(NotAllowed):
        house.see(BRUNO, vault_id, document_id)
    last = house.log_of(vault_id)[-1]
    assert (last.kind, last.actor, last.reason, last.title) == (
        "access_refused",
        BRUNO.display,
        "scope",
        "Ordonnance (démo)",
    )


def test_a_list_is_one_line_per_person_reader_and_day(house: House) -> None:
    vault_id, _ = house.open_vault()
    for _ in range(3):
        house.ask(BRUNO, v.ListDocuments(vault_id=vault_id))
    house.ask(AGNES, v.ListDocuments(vault_id=vault_id))
    house.clock.move(timedelta(days=1))
    house.hear()
    house.ask(BRUNO, v.ListDocuments(vault_id=vault_id))
    listed = [line.actor for line in house.log_of(vault_id) if line.kind == "documents_listed"]
    assert listed == [BRUNO.display, AGNES.display, BRUNO.display]


def test_a_list_shows_what_one_may_see_and_what_one_added(house: House) -> None:
    vault_id, awa = house.open_vault(
        consent=terms(scope=Scope(categories=["identity", "rights"]), actions=["add", "see"])
    )
    identity = house.deposit(awa, vault_id).id
    house.deposit(awa, vault_id, category="health")
    rights = house.deposit(AGNES, vault_id, category="rights").id
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms(scope=Scope(documents=[identity]))))
    shown = {
        actor.id: {d.id for d in house.ask(actor, v.ListDocuments(vault_id=vault_id)).documents}
        for actor in (AGNES, BRUNO)
    }
    assert shown == {AGNES.id: {identity, rights}, BRUNO.id: {identity}}
    assert len(house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents) == 3


@pytest.mark.feature("V17")
def test_a_refused_type_leaves_nothing_and_a_paper_is_kept_encrypted(house: House) -> None:
    vault_id, awa = house.open_vault()
    with pytest.raises(InvalidInput) as refusal:
        house.deposit(awa, vault_id, b"MZ a program")
    assert refusal.value.code == "document_type_refused"
    assert files(house) == []
    assert house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents == []
    document = house.deposit(awa, vault_id)
    assert house.see(awa, vault_id, document.id) == PDF
    assert len(files(house)) == 2  # the paper and its preview
    assert not any(PDF[:12] in path.read_bytes() for path in files(house))


def test_a_ticket_is_its_actors_in_its_vault_for_fifteen_minutes(house: House) -> None:
    vault_id, awa = house.open_vault()
    other_id, _ = house.open_vault()
    ticket = house.begin(AGNES, vault_id)
    request = house.stage(ticket, vault_id)
    for actor, vault in ((awa, vault_id), (AGNES, other_id)):
        with pytest.raises(Refused) as refusal:
            house.ask(actor, msgspec.structs.replace(request, vault_id=vault))
        assert refusal.value.code == "deposit_expired"
    house.clock.move(timedelta(minutes=15))
    house.hear()
    with pytest.raises(Refused):
        house.ask(AGNES, request)


def test_a_withdrawal_between_beginning_and_end_keeps_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    request = house.stage(house.begin(AGNES, vault_id), vault_id)
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    with pytest.raises(NotAllowed) as refusal:
        house.ask(AGNES, request)
    assert refusal.value.code == "consent_revoked"
    assert house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents == []


def test_other_bytes_than_those_announced_are_refused(house: House) -> None:
    vault_id, awa = house.open_vault()
    request = house.stage(house.begin(awa, vault_id), vault_id)
    with pytest.raises(Conflict):
        house.ask(awa, msgspec.structs.replace(request, sha256="0" * 64))
    assert files(house) == []


def test_a_ticket_lasts_thirty_seconds_and_no_key_is_told_of_what_one_may_not_see(house: House) -> None:
    vault_id, awa = house.open_vault()
    document_id = house.deposit(awa, vault_id).id
    ticket = house.ask(BRUNO, v.OpenDocument(vault_id=vault_id, document_id=document_id))
    assert ticket.expires_at - house.clock.now() == timedelta(seconds=30)
    with pytest.raises(NotAllowed):
        house.ask(CHLOE, v.OpenDocument(vault_id=vault_id, document_id=document_id))
    with pytest.raises(NotFound):
        house.ask(awa, v.OpenDocument(vault_id=vault_id, document_id=str(uuid4())))
    with pytest.raises(InvalidInput):
        house.ask(awa, v.OpenDocument(vault_id=vault_id, document_id="../etc"))
    stored = (house.root / "vault.events.db").read_bytes() + (house.root / "vault.events.db-wal").read_bytes()
    assert base64.b64decode(ticket.data_key) not in stored
    assert ticket.data_key.encode() not in stored
