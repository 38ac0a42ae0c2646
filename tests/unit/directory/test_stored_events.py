"""Events stored by every released version still load: tests/contracts/stored/directory.json is added to,
never edited.

The file holds events as they stand in the log and the keys, made for this test, of the fictitious people
they are of.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import tink
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic
from tink import aead, secret_key_access

from services.directory.domain.contact_link import ContactLink
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional
from shared.eventstore.sealed import SealedMapper

STORED = Path(__file__).parents[2] / "contracts" / "stored" / "directory.json"
KINDS = (Professional, Organisation, ContactLink)


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
    """The aggregates that the events make, by id."""
    mapper, made = SealedMapper(StoredKeys(stored.keys)), {}
    for one in stored.events:
        state = msgspec.json.encode(one["state"])
        event: Any = mapper.to_domain_event(
            StoredEvent(UUID(one["originator_id"]), one["originator_version"], one["topic"], state)
        )
        made[one["originator_id"]] = event.mutate(made.get(one["originator_id"]))
    return made


def test_every_stored_event_still_loads_and_means_what_it_meant() -> None:
    professional, organisation, link = rebuilt(read()).values()
    assert (professional.given_name, professional.family_name) == ("Jeanne", "Essai")
    assert (professional.email, professional.phone) == ("jeanne@exemple.invalid", "+33639980009")
    assert (professional.profession, professional.verified) == ("infirmière", True)
    assert professional.retired
    assert professional.organisation_ids == []
    assert list(organisation.members.values()) == ["manager"]
    assert list(organisation.teams.values()) == ["Équipe de rue"]
    assert (organisation.name, organisation.place_id) == ("Service des Tilleuls (exemple)", "990000010")
    assert link.state == "severed"


def test_an_erased_professional_s_events_load_as_erased() -> None:
    stored = read()
    stored.keys.clear()
    professional = next(iter(rebuilt(stored).values()))
    assert (professional.given_name, professional.email, professional.verified) == ("", "", True)


def test_every_kind_of_event_has_a_stored_example() -> None:
    said = {one["topic"] for one in read().events}
    declared = {
        str(get_topic(value))
        for kind in KINDS
        for name, value in vars(kind).items()
        if isinstance(value, type) and name not in ("Event", "Created")
    }
    assert declared <= said
