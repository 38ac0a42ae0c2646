"""Every consumer eats every example of its producer: none is parked; versions it does not know are passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.vault.adapters.tables import MEMBERSHIP
from shared.contracts import directory as d
from shared.contracts.catalogue import examples, fact_kinds
from shared.contracts.directory_facts import MemberJoined
from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.fact_consumer import FactConsumer
from shared.messaging.asyncapi import example_event
from shared.messaging.envelope import unseal
from tests.unit.directory.office import Office
from tests.unit.notifications.rehearsal import Rehearsal
from tests.unit.vault.house import House

APPOINTMENT = "019e1f00-0000-7000-8000-0000000000f2"
CONSUMERS = {"directory": "ingest", "vault": "directory", "notifications": "vault"}


def told(producer: str, first: int = 1, **changes: Any) -> list[PublishedFact]:
    """Every example of a producer, as they come out of their envelopes."""
    names = [name for name in fact_kinds() if name.partition(".")[0] == producer]
    bodies = [msgspec.json.encode(example_event(fact_kinds()[name], examples()[name])) for name in names]
    return [
        msgspec.structs.replace(unseal(body).fact, position=position, **changes)
        for position, body in enumerate(bodies, first)
    ]


def feed(facts: Sequence[PublishedFact], consumer: FactConsumer) -> tuple[int, int]:
    """Give these facts to a consumer, after what it knows; how many it took and how many were parked."""
    epoch, position = consumer.position()
    epoch = epoch or "e-1"
    numbered = [msgspec.structs.replace(f, position=f.position + position) for f in facts]
    page = FeedPage(epoch=epoch, head=position + len(facts), facts=numbered)

    def reader(after: int, _limit: int) -> FeedPage:
        kept = [fact for fact in page.facts if fact.position > after]
        return FeedPage(epoch=epoch, head=page.head, facts=kept)

    taken = consumer.catch_up(reader)
    assert consumer.parked is not None
    with consumer.engine.connect() as connection:
        count = consumer.parked.count(connection)
    return taken, count.at_fault + count.held


@pytest.fixture
def consumers(tmp_path: Path) -> Iterator[dict[str, Any]]:
    made: dict[str, Any] = {
        "directory": Office(tmp_path / "directory"),
        "vault": House(tmp_path / "vault"),
        "notifications": Rehearsal(tmp_path / "notifications"),
    }
    yield made
    made["vault"].close()
    made["notifications"].close()
    made["directory"].database.close()


def consumer_of(made: Any) -> FactConsumer:
    found: FactConsumer = (made.wiring if isinstance(made, Rehearsal) else made.uses).consumer
    return found


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_consumer_takes_every_example_of_its_producer(consumers: dict[str, Any], name: str) -> None:
    facts = told(CONSUMERS[name])
    assert feed(facts, consumer_of(consumers[name])) == (len(facts), 0)


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_version_it_does_not_know_is_passed_over(consumers: dict[str, Any], name: str) -> None:
    unknown = told(CONSUMERS[name], version=99, data=msgspec.Raw(b'{"all":"different"}'))
    assert feed(unknown, consumer_of(consumers[name])) == (len(unknown), 0)


def test_what_examples_say_has_its_effects(consumers: dict[str, Any]) -> None:
    office, house, rehearsal = consumers["directory"], consumers["vault"], consumers["notifications"]
    feed(told("ingest"), office.uses.consumer)
    place = examples()["ingest.place_reopened.v1"]["place"]
    assert office.call(d.GetPlace(source=place["source"], id=place["id"])).state == "open"
    joined = [fact for fact in told("directory") if fact.is_a(MemberJoined)]
    feed([msgspec.structs.replace(fact, position=1) for fact in joined], house.uses.consumer)
    example = examples()["directory.member_joined.v1"]
    with house.database.views.connect() as connection:
        members = connection.execute(sa.select(MEMBERSHIP.c.professional_id)).scalars()
        assert example["professional_id"] in set(members)
    feed(told("vault"), rehearsal.wiring.consumer)
    rehearsal.show()
    assert rehearsal.wiring.view.find_of_appointments([APPOINTMENT])
