"""Events stored by every released version still load: tests/contracts/stored/vault.json is added to, never
edited.

The file holds events as they stand in the log and the key, made for this test, of a fictitious person.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import tink
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic
from tink import aead, secret_key_access

from services.vault.domain.act import Act
from services.vault.domain.appointment import Appointment
from services.vault.domain.calendar_address import CalendarAddress
from services.vault.domain.contact_book import ContactBook
from services.vault.domain.emergency import Emergencies
from services.vault.domain.erasure import Erasure
from services.vault.domain.folders import Folders
from services.vault.domain.group import Group
from services.vault.domain.notebook import Notebook
from services.vault.domain.paper_expiry import PaperExpiries
from services.vault.domain.paper_link import PaperLink
from services.vault.domain.project import Project
from services.vault.domain.recurring_group import RecurringGroup
from services.vault.domain.representation import Representation
from services.vault.domain.series import Series
from services.vault.domain.vault import Vault
from services.vault.domain.waiting import Waiting
from services.vault.domain.way_back import WayBack
from services.vault.domain.witness_record import WitnessRecord
from shared.eventstore.erased import ERASED
from shared.eventstore.sealed import SealedMapper

SECOND = "019e1f00-0000-7000-8000-0000000000e1"
DAY = timedelta(days=1)
STORED = Path(__file__).parents[2] / "contracts" / "stored" / "vault.json"


class Stored(msgspec.Struct):
    keys: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]


class StoredKeys:
    """The keys that the file gives; those of others are destroyed."""

    def __init__(self, keysets: dict[str, dict[str, Any]]) -> None:
        aead.register()
        self._keysets = keysets

    def aead(self, subject_id: UUID) -> Any:
        keyset = self._keysets.get(str(subject_id))
        if keyset is None:
            return None
        text = msgspec.json.encode(keyset).decode()
        return tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)

    def openers(self, subject_ids: Collection[UUID]) -> dict[UUID, Any]:
        ciphers = {one: self.aead(one) for one in subject_ids}
        return {one: cipher for one, cipher in ciphers.items() if cipher is not None}

    def create(self, subject_id: UUID) -> None:
        raise NotImplementedError

    def destroy(self, subject_id: UUID) -> None:
        self._keysets.pop(str(subject_id), None)


def read() -> Stored:
    return msgspec.json.decode(STORED.read_bytes(), type=Stored)


def rebuilt(stored: Stored) -> dict[str, Any]:
    """The aggregates that the events make, by kind; of several, the first."""
    mapper = SealedMapper(StoredKeys(stored.keys))
    made: dict[str, Any] = {}
    for one in stored.events:
        event: Any = mapper.to_domain_event(
            StoredEvent(
                UUID(one["originator_id"]),
                one["originator_version"],
                one["topic"],
                msgspec.json.encode(one["state"]),
            )
        )
        made[one["originator_id"]] = event.mutate(made.get(one["originator_id"]))
    return {type(aggregate).__name__: aggregate for aggregate in reversed(made.values())}


def without_the_end(stored: Stored) -> Stored:
    return Stored(stored.keys, [e for e in stored.events if e["topic"] != "vault.Vault.Erased"])


def test_every_stored_event_still_loads_and_means_what_it_meant() -> None:
    made = rebuilt(without_the_end(read()))
    vault, appointment = made["Vault"], made["Appointment"]
    assert (vault.given_name, vault.phone, vault.place_name_in_sms) == ("Awa", "+33639980011", True)
    assert [r.state for r in vault.requests.values()] == ["granted", "refused"]
    (consent,) = vault.consents.values()
    assert consent.revoked_at is not None
    assert (consent.terms.grantee.name, consent.until.year) == ("Service des Tilleuls (exemple)", 2030)
    (paper,) = vault.documents.values()
    assert (paper.title, paper.data_key, paper.size_bytes) == ("Carte (exemple)", "c2VjcmV0", 1234)
    assert (appointment.title, appointment.starts_local, appointment.state) == (
        "Rendez-vous (exemple)",
        "2030-07-16T11:00",
        "cancelled",
    )


def test_what_became_of_consents_is_read_back_too() -> None:
    """A second vault: a consent renewed, used, passed on, handed over, a member refused and let in again."""
    stored = read()
    second = Stored(stored.keys, [e for e in stored.events if e["originator_id"] == SECOND])
    vault = rebuilt(second)["Vault"]
    first, child = vault.consents.values()
    assert (first.renewed_at, first.acted_at) == (first.granted_at + DAY, first.granted_at + 2 * DAY)
    assert (first.terms.reshare, first.terms.excepted, first.hand_over.to_name) == (True, [], "Paul Essai")
    assert (child.parent_id, child.shared_by_name) == (first.id, "Jeanne Essai")
    old, of_pages = vault.documents.values()
    assert [(paper.seen_by_person, paper.draft_id != "") for paper in (old, of_pages)] == [
        (True, False),
        (False, True),
    ]
    assert len(vault.files) == 6
    assert (old.category, of_pages.category) == ("identity", "housing")


def test_folders_are_read_back_with_where_papers_were() -> None:
    folders = rebuilt(read())["Folders"]
    (bail,) = folders.folders.values()
    assert (bail.label, bail.category) == ("Bail (exemple)", "housing")
    assert [(p.category, p.folder) for p in folders.places.values()] == [("housing", bail.id)]


def test_what_comes_again_is_read_back_too() -> None:
    made = rebuilt(read())
    series = made["Series"]
    assert [slot.planned_local for slot in series.slots] == [
        "2030-07-16T10:00",
        "2030-07-24T11:00",
        "2030-07-31T11:00",
    ]
    assert (series.rhythm.weekdays, series.usual_local) == (["we"], "2030-07-24T11:00")
    assert made["Appointment"].series_id == "", "stored before appointments came again"


def test_an_appointment_amended_is_read_back_too() -> None:
    amended = [e for e in read().events if e["originator_id"].endswith("d7")]
    appointment = rebuilt(Stored(read().keys, amended))["Appointment"]
    assert (appointment.title, appointment.place_name) == ("Radio (exemple)", "Cabinet (exemple)")
    assert (appointment.lead_hours, appointment.version) == ([48, 2], 3)


def test_a_group_is_read_back_too() -> None:
    group = rebuilt(read())["Group"]
    assert (group.title, group.starts_local, group.state) == (
        "Sortie (exemple)",
        "2030-07-20T14:00",
        "cancelled",
    )
    told, sealed = ("019e1f00-0000-7000-8000-0000000000f1", "019e1f00-0000-7000-8000-0000000000d1")
    assert list(group.places) == [told, sealed], "the first ones were stored in clear, the later ones sealed"
    assert group.recurring_id == "", "stored before groups came again"


def test_a_group_that_comes_again_is_read_back_too() -> None:
    again = rebuilt(read())["RecurringGroup"]
    assert [slot.planned_local for slot in again.slots] == ["2030-07-20T14:00", "2030-07-27T14:00"]
    assert (again.rhythm.count, again.state) == (2, "cancelled")
    first = [e for e in read().events if e["originator_id"] == again.slots[0].appointment_id]
    assert rebuilt(Stored(read().keys, first))["Group"].recurring_id == str(again.id)


def test_a_calendar_address_is_read_back_too() -> None:
    assert rebuilt(read())["CalendarAddress"].state(datetime(2030, 5, 5, tzinfo=UTC)) == "withdrawn"


def test_notes_and_contacts_are_read_back_too() -> None:
    made = rebuilt(read())
    (note,), (contact,) = made["Notebook"].notes.values(), made["ContactBook"].contacts.values()
    assert (note.text, note.author, note.count) == ("Note changée (exemple)", "Jeanne Essai", 2)
    assert (contact.details.name, contact.author) == ("Sœur (exemple)", "Jeanne Essai")


def test_without_the_key_everything_loads_as_erased() -> None:
    stored = without_the_end(read())
    stored.keys.clear()
    made = rebuilt(stored)
    vault, appointment = made["Vault"], made["Appointment"]
    (paper,) = vault.documents.values()
    assert {vault.given_name, vault.phone, paper.title, paper.data_key, appointment.title} == {ERASED}
    assert rebuilt(read())["Vault"].erased


def test_every_kind_of_event_has_a_stored_example() -> None:
    said = {one["topic"] for one in read().events}
    declared = {
        str(get_topic(value))
        for kind in (
            Vault,
            Appointment,
            Series,
            Group,
            RecurringGroup,
            CalendarAddress,
            Notebook,
            ContactBook,
            PaperLink,
            PaperExpiries,
            Representation,
            Emergencies,
            Erasure,
            Act,
            Project,
            WayBack,
            WitnessRecord,
            Folders,
            Waiting,
        )
        for name, value in vars(kind).items()
        if isinstance(value, type) and name != "Event"
    }
    assert declared == said


def test_the_project_stored_is_read_back_with_its_signatures() -> None:
    project = rebuilt(without_the_end(read()))["Project"]
    (version,) = project.versions
    assert (version.agreed, version.goals[0].steps[0].state) == (True, "done")
    assert {one.digest for one in version.signatures} == {version.digest}
    assert project.disagreements[0].words == "Pas si loin (exemple)"


def test_ways_back_are_read_back_too() -> None:
    made = rebuilt(without_the_end(read()))
    stopped, done = made["WayBack"].asked.values()
    assert (stopped.stopped_by, stopped.stopped_by_name) == ("follow_up", "Paul Essai")
    assert ([word.name for word in done.words.values()], done.done) == (["Jeanne Essai", "Paul Essai"], True)
    assert list(made["WitnessRecord"].stood) == [done.id]


def test_a_vault_prepared_and_claimed_is_read_back_too() -> None:
    waiting = rebuilt(read())["Waiting"]
    assert (waiting.manner, waiting.claimed_at) == ("card", waiting.until - 89 * DAY)
