"""Events stored by every released version load for ever: examples are added, never edited or removed."""

from __future__ import annotations

import pytest

from tests.contracts.stored_events import FOLDER, SERVICES, load, read, topics


def test_each_service_that_stores_events_has_its_examples() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == list(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_every_kind_of_event_has_a_stored_example(service: str) -> None:
    declared = topics(service)
    assert declared, "no event found: the test looks in the wrong place"
    assert sorted(declared - {one["topic"] for one in read(service).events}) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_stored_event_loads_and_its_aggregate_is_rebuilt(service: str) -> None:
    made: dict[object, object] = {}
    for event in load(service, read(service)):
        made[event.originator_id] = event.mutate(made.get(event.originator_id))
    assert made
    assert None not in made.values()


@pytest.mark.parametrize("service", SERVICES)
def test_a_field_written_by_a_newer_version_is_no_obstacle(service: str) -> None:
    stored = read(service)
    for one in stored.events:
        one["state"]["added_by_a_newer_version"] = {"n": 1}
    assert len(list(load(service, stored))) == len(stored.events)


@pytest.mark.parametrize("service", SERVICES)
def test_topics_are_named_for_ever_and_not_by_module(service: str) -> None:
    assert [one["topic"] for one in read(service).events if ":" in one["topic"]] == []
    assert {one["topic"].partition(".")[0] for one in read(service).events} == {service}
