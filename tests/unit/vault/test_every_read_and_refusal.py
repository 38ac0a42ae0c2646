"""Whatever is shown, and whoever is turned away, leaves a line that the person reads; nothing is read twice
for one line, and no refusal tells a stranger more than that they are refused.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from services.vault.adapters.export.words import sentence
from services.vault.domain.consent import REASONS
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_calendar as k
from shared.contracts import vault_contacts as c
from shared.contracts import vault_notes as n
from shared.contracts import vault_project as p
from shared.contracts import vault_series as s
from shared.contracts.shapes import Request
from shared.problems import NotAllowed
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, House, holder, professional, terms

OPERATOR = Actor(id="operator:cli", kind="operator")
ANONYMOUS = Actor(id="anonymous", kind="anonymous")


def requests_on(vault_id: str, document_id: str) -> list[Request]:
    """Everything that can be asked of one vault, but what the reminders ask."""
    appointment = {"vault_id": vault_id, "appointment_id": str(uuid4())}
    return [
        v.GetVault(vault_id=vault_id),
        v.SetReach(vault_id=vault_id),
        v.RequestConsent(vault_id=vault_id, terms=terms()),
        v.GrantConsent(vault_id=vault_id, terms=terms()),
        v.RefuseConsent(vault_id=vault_id, request_id="r"),
        v.RevokeConsent(vault_id=vault_id, consent_id="c"),
        v.BeginDeposit(vault_id=vault_id, category="identity", title="Carte"),
        v.DepositDocument(
            vault_id=vault_id, document_id=document_id, staged_name="0" * 32, size_bytes=1, sha256="0" * 64
        ),
        v.OpenDocument(vault_id=vault_id, document_id=document_id),
        v.ListDocuments(vault_id=vault_id),
        v.ReadAccessLog(vault_id=vault_id),
        v.ExportVault(vault_id=vault_id),
        v.EraseVault(vault_id=vault_id, confirmation="EFFACER"),
        a.ScheduleAppointment(vault_id=vault_id, title="Essai", starts_local="2030-07-15T10:00"),
        a.MoveAppointment(**appointment, starts_local="2030-07-16T10:00"),
        a.AmendAppointment(**appointment, title="Essai"),
        a.CancelAppointment(**appointment),
        a.ListAppointments(vault_id=vault_id),
        s.ScheduleSeries(
            vault_id=vault_id, title="Essai", starts_local="2030-07-15T10:00", rhythm=s.Rhythm(count=2)
        ),
        s.GetSeries(vault_id=vault_id, series_id=str(uuid4())),
        s.MoveSeries(**appointment, series_id=str(uuid4()), starts_local="2030-07-16T10:00"),
        s.CancelSeries(vault_id=vault_id, series_id=str(uuid4())),
        s.PutBackOccurrences(vault_id=vault_id, series_id=str(uuid4()), appointment_ids=["x"]),
        k.TakeCalendar(vault_id=vault_id),
        k.GiveCalendarAddress(vault_id=vault_id, secret_hash="0" * 64),
        k.ListCalendarAddresses(vault_id=vault_id),
        k.WithdrawCalendarAddress(vault_id=vault_id, address_id=str(uuid4())),
        p.ReadProject(vault_id=vault_id),
        p.WriteProject(vault_id=vault_id, goals=[p.ProjectGoal(words="Essai")]),
        p.SignProject(vault_id=vault_id, digest="0" * 64),
        p.DisagreeWithProject(vault_id=vault_id, words="Essai"),
        n.AddNote(vault_id=vault_id, text="Essai"),
        n.ChangeNote(vault_id=vault_id, note_id="n", text="Essai"),
        n.RemoveNote(vault_id=vault_id, note_id="n"),
        n.ReadNote(vault_id=vault_id, note_id="n"),
        n.ListNotes(vault_id=vault_id),
        c.AddContact(vault_id=vault_id, details=c.ContactDetails(name="Essai")),
        c.ChangeContact(vault_id=vault_id, contact_id="c", details=c.ContactDetails(name="Essai")),
        c.RemoveContact(vault_id=vault_id, contact_id="c"),
        c.ListContacts(vault_id=vault_id),
        c.ImportContacts(vault_id=vault_id, vcards="BEGIN:VCARD\nFN:Essai\nEND:VCARD"),
        c.ExportContacts(vault_id=vault_id),
    ]


def test_the_same_opening_sent_again_is_another_read_and_another_line(house: House) -> None:
    vault_id, awa = house.open_vault()
    document_id = house.deposit(awa, vault_id).id
    for _ in range(3):
        house.ask(BRUNO, v.OpenDocument(vault_id=vault_id, document_id=document_id), key="always the same")
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert kinds.count("document_seen") == 3


def test_the_same_export_sent_again_is_another_line_and_opens(house: House) -> None:
    vault_id, awa = house.open_vault()
    for _ in range(2):
        assert house.stream(house.ask(awa, v.ExportVault(vault_id=vault_id), key="always the same"))
    assert [line.kind for line in house.log_of(vault_id)].count("vault_exported") == 2


@pytest.mark.parametrize("who", ["unverified", "another holder", "operator", "anonymous"])
def test_who_is_turned_away_at_the_door_is_in_the_log_whatever_they_asked(house: House, who: str) -> None:
    vault_id, awa = house.open_vault()
    other_id, fatou = house.open_vault(given_name="Fatou")
    document_id = house.deposit(awa, vault_id).id
    intruder = {
        "unverified": professional("Dora", "org-1", verified=False),
        "another holder": fatou,
        "operator": OPERATOR,
        "anonymous": ANONYMOUS,
    }[who]
    asked = requests_on(vault_id, document_id)
    for request in asked:
        with pytest.raises(NotAllowed):
            house.ask(intruder, request)
    refusals = [line for line in house.log_of(vault_id) if line.kind == "access_refused"]
    assert len(refusals) == len(asked)
    assert all(line.reason and line.actor for line in refusals)  # never nobody, never « vous »
    assert [kind for kind, _ in house.facts()].count("vault.access_refused") == len(asked)
    said = [row.body for row in house.uses.log.read_log(UUID(vault_id))]
    assert other_id not in str(said)  # a stranger's own vault is not told to anyone


def test_a_professional_turned_away_from_what_is_the_holders_alone_is_in_the_log(house: House) -> None:
    vault_id, _ = house.open_vault()
    with pytest.raises(NotAllowed):
        house.ask(AGNES, v.ReadAccessLog(vault_id=vault_id))
    last = house.log_of(vault_id)[-1]
    assert (last.kind, last.actor, last.reason) == ("access_refused", AGNES.display, "holder_only")


def test_a_vault_that_does_not_exist_answers_strangers_as_one_that_does(house: House) -> None:
    vault_id, _ = house.open_vault()
    told = []
    for known in (vault_id, str(uuid4()), "not-an-id"):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(holder(str(uuid4())), v.GetVault(vault_id=known))
        told.append((refusal.value.code, refusal.value.detail, refusal.value.field))
    assert len(set(told)) == 1


def test_a_member_excepted_by_name_is_told_what_a_stranger_is_told(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(excepted=[BRUNO.id]))
    document_id = house.deposit(awa, vault_id).id
    with pytest.raises(NotAllowed) as refusal:
        house.see(BRUNO, vault_id, document_id)
    with pytest.raises(NotAllowed) as stranger:
        house.see(BRUNO, str(uuid4()), document_id)
    assert (refusal.value.code, refusal.value.detail) == (stranger.value.code, stranger.value.detail)
    assert house.log_of(vault_id)[-1].reason == "excepted"  # the person knows why


def test_every_reason_of_a_refusal_is_told_in_words_in_what_the_person_takes_away() -> None:
    for reason in (*REASONS, "unverified", "holder_only"):
        told = sentence("access_refused", {"actor": "Chloé Fictive", "reason": reason})
        assert told.startswith("Chloé Fictive a été refusé : "), reason
