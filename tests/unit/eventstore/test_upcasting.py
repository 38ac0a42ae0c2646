"""Events stored by an older version of their class load as the newest, personal values included."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.eventstore.sealed import SealedMapper

DOOR = UUID("019e1f00-0000-7000-8000-00000000000a")
TOPIC = "upcasting.Door.Painted"


class PaintedV1(Aggregate.Event):
    """As it was first released: one text."""

    TOPIC = TOPIC
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said"})
    colour: str
    said: str


class Painted(Aggregate.Event):
    """As it is now: colours are a list (2), and their number is told (3)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said"})
    class_version = 3
    colours: list[str]
    said: str
    number: int

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["colours"] = [state.pop("colour")]

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> None:
        state["number"] = len(state["colours"])


@pytest.fixture
def mapper() -> SealedMapper:
    keys = InMemorySubjectKeys()
    keys.create(DOOR)
    return SealedMapper(keys)


def stored(mapper: SealedMapper, event_class: type[Any], **values: Any) -> StoredEvent:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    event = event_class(originator_id=DOOR, originator_version=2, timestamp=at, **values)
    return mapper.to_stored_event(event)


def as_now(event: StoredEvent) -> StoredEvent:
    """The same bytes, under the class that bears the topic today."""
    return StoredEvent(event.originator_id, event.originator_version, f"{__name__}:Painted", event.state)


def test_an_event_stored_by_the_first_version_loads_as_the_newest(mapper: SealedMapper) -> None:
    old = stored(mapper, PaintedV1, colour="red", said="by Zoé")
    assert "class_version" not in json.loads(old.state)
    event: Any = mapper.to_domain_event(as_now(old))
    assert (event.colours, event.number, event.said) == (["red"], 1, "by Zoé")


def test_what_is_stored_now_says_its_version_and_is_not_changed_again(mapper: SealedMapper) -> None:
    new = stored(mapper, Painted, colours=["red", "blue"], said="", number=9)
    assert json.loads(new.state)["class_version"] == 3
    event: Any = mapper.to_domain_event(new)
    assert (event.colours, event.number) == (["red", "blue"], 9)


def test_a_step_that_lacks_says_which_event_and_no_value(mapper: SealedMapper) -> None:
    class_without_steps = type(
        "Unready", (Painted,), {"upcast_v1_v2": staticmethod(lambda state: state["?"])}
    )
    globals()["Unready"] = class_without_steps
    old = stored(mapper, PaintedV1, colour="red", said="by Zoé")
    unready = StoredEvent(old.originator_id, 2, f"{__name__}:Unready", old.state)
    with pytest.raises(MapperDeserialisationError) as refused:
        mapper.to_domain_event(unready)
    assert "Unready" in str(refused.value)
    assert "Zoé" not in str(refused.value)
