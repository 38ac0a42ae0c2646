"""Sealed events: clear where it may be, sealed where it must, back as annotated, erased without a crash."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from shared.eventstore.erased import ERASED
from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.eventstore.sealed import SealedMapper
from shared.ids import new_id
from shared.problems import Refused
from tests.integration.eventstore.notebook.domain import Address, Notebook, opened

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def keys() -> InMemorySubjectKeys:
    return InMemorySubjectKeys()


@pytest.fixture
def mapper(keys: InMemorySubjectKeys) -> SealedMapper:
    return SealedMapper(keys)


@pytest.fixture
def events(keys: InMemorySubjectKeys) -> list[Any]:
    notebook = opened(new_id())
    keys.create(notebook.id)
    notebook.write("a secret", AT)
    notebook.close()
    return list(notebook.pending_events)


def test_values_come_back_as_annotated(mapper: SealedMapper, events: list[Any]) -> None:
    for event in events:
        assert mapper.to_domain_event(mapper.to_stored_event(event)) == event
    created = cast("Any", mapper.to_domain_event(mapper.to_stored_event(events[0])))
    assert created.address == Address("1 rue Fictive", (1, 2))
    assert created.opened_on == date(2026, 1, 31)
    assert created.price == Decimal("1.50")
    assert created.tags == frozenset({"a", "b"})


def test_the_stored_state_is_plain_json_without_personal_values(
    mapper: SealedMapper, events: list[Any]
) -> None:
    state = json.loads(mapper.to_stored_event(events[0]).state)
    assert (state["opened_on"], state["price"], state["tags"]) == ("2026-01-31", "1.50", ["a", "b"])
    assert state["_sealed"]["names"] == ["address", "owner"]
    assert "Exemple" not in json.dumps(state, ensure_ascii=False)
    assert "secret" not in mapper.to_stored_event(events[1]).state.decode()


def test_an_event_without_personal_values_needs_no_key(events: list[Any]) -> None:
    mapper = SealedMapper()
    closed = mapper.to_stored_event(events[2])
    assert closed == mapper.to_stored_event(events[2])
    assert mapper.to_domain_event(closed) == events[2]


def test_nothing_is_sealed_without_a_key(mapper: SealedMapper) -> None:
    stranger = opened(new_id())
    with pytest.raises(Refused, match="erased"):
        mapper.to_stored_event(stranger.pending_events[0])


def test_an_erased_subject_reads_as_erased(
    mapper: SealedMapper, keys: InMemorySubjectKeys, events: list[Any]
) -> None:
    stored = [mapper.to_stored_event(event) for event in events]
    keys.destroy(events[0].originator_id)
    created, written, closed = (cast("Any", mapper.to_domain_event(event)) for event in stored)
    assert created.owner is ERASED
    assert created.address is ERASED
    assert created.opened_on == date(2026, 1, 31)
    assert written.text is ERASED
    assert closed == events[2]


def test_a_sealed_value_moved_to_another_event_is_refused(mapper: SealedMapper, events: list[Any]) -> None:
    stored = mapper.to_stored_event(events[1])
    moved = StoredEvent(stored.originator_id, stored.originator_version + 1, stored.topic, stored.state)
    with pytest.raises(MapperDeserialisationError, match=r"Notebook\.Written"):
        mapper.to_domain_event(moved)


def test_many_events_are_read_as_each_alone(
    mapper: SealedMapper, keys: InMemorySubjectKeys, events: list[Any]
) -> None:
    other = opened(new_id())
    keys.create(other.id)
    other.write("another's", AT)
    stored = [mapper.to_stored_event(one) for one in (*events, *other.pending_events)]
    keys.destroy(other.id)
    together = list(mapper.to_domain_events(stored))
    assert together == [mapper.to_domain_event(one) for one in stored]
    assert together[: len(events)] == events
    assert cast("Any", together[-1]).text is ERASED
    assert list(mapper.to_domain_events([])) == []
    assert list(SealedMapper().to_domain_events(stored)) == list(map(SealedMapper().to_domain_event, stored))


def test_among_many_events_the_one_that_cannot_be_read_is_named(
    mapper: SealedMapper, events: list[Any]
) -> None:
    sound = [mapper.to_stored_event(one) for one in events]
    moved = StoredEvent(sound[0].originator_id, 9, sound[0].topic, sound[0].state)
    cut = StoredEvent(sound[0].originator_id, 9, sound[0].topic, sound[0].state[:-1])
    for wrong in (moved, cut):
        with pytest.raises(MapperDeserialisationError, match="version 9"):
            list(mapper.to_domain_events([*sound, wrong]))


def test_erased_is_one_falsy_empty_text() -> None:
    assert not ERASED
    assert not str(ERASED)
    assert copy.deepcopy(ERASED) is ERASED
    assert pickle.loads(pickle.dumps(ERASED)) is ERASED  # noqa: S301  # our own bytes
    assert frozenset({"text"}) == Notebook.Written.PERSONAL
