"""Which facts of a batch may be applied, from where a relay goes on, and how a feed is followed without
broker."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.messaging.connection import RECONNECT_MAX_S, backoff_s
from shared.messaging.doorbell import Doorbell
from shared.messaging.envelope import Received
from shared.messaging.local import LocalSubscription
from shared.messaging.relay_position import HeldPosition, RelayPositions
from shared.messaging.subscription import Reader, follow_on
from shared.messaging.tables import relay_tables
from shared.messaging.topology import fact_queue_arguments

NOW = datetime(2031, 3, 4, tzinfo=UTC)


def fact(position: int) -> PublishedFact:
    return PublishedFact(
        position=position,
        type="vault.opened",
        version=1,
        subject="v",
        subject_version=position,
        data=msgspec.Raw(b"{}"),
        recorded_at=NOW,
    )


def received(*positions: int, epoch: str = "e") -> list[Received]:
    return [Received(service="vault", epoch=epoch, fact=fact(position)) for position in positions]


@pytest.mark.parametrize(
    ("known", "positions", "applied", "complete"),
    [
        (("e", 3), (4, 5), [4, 5], True),
        (("e", 3), (2, 3, 4), [4], True),
        (("e", 3), (1, 2), [], True),
        (("e", 3), (5, 6), [], False),
        (("e", 3), (4, 6), [4], False),
        (("e", 3), (4, 5, 4, 5, 6), [4, 5, 6], True),
        (("", 0), (1, 2), [1, 2], True),
        (("", 0), (7,), [], False),
        (("older", 3), (4,), [], False),
    ],
)
def test_only_what_follows_on_is_applied(
    known: tuple[str, int], positions: tuple[int, ...], applied: list[int], complete: bool
) -> None:
    _, facts, whole = follow_on(known, received(*positions))
    assert ([one.position for one in facts], whole) == (applied, complete)


def said_in_versions(*places: tuple[int, int, bool]) -> list[Received]:
    return [
        Received(
            service="vault",
            epoch="e",
            fact=msgspec.structs.replace(fact(position), version=version, more=more),
        )
        for position, version, more in places
    ]


@pytest.mark.parametrize(
    ("places", "applied", "complete"),
    [
        ([(4, 1, True), (4, 2, False), (5, 1, False)], [(4, 1), (4, 2), (5, 1)], True),
        ([(4, 1, True), (4, 1, True), (4, 2, False)], [(4, 1), (4, 2)], True),
        ([(4, 1, False), (5, 1, True)], [(4, 1)], False),
        ([(4, 1, True), (5, 1, False)], [], False),
        ([(3, 2, False), (4, 1, False)], [(4, 1)], True),
    ],
)
def test_the_versions_of_one_fact_are_applied_together_or_read_from_the_feed(
    places: list[tuple[int, int, bool]], applied: list[tuple[int, int]], complete: bool
) -> None:
    _, facts, whole = follow_on(("e", 3), said_in_versions(*places))
    assert ([(one.position, one.version) for one in facts], whole) == (applied, complete)


@pytest.fixture
def positions(tmp_path: Path) -> Iterator[RelayPositions]:
    metadata = sa.MetaData()
    table = relay_tables(metadata)
    engine = sa.create_engine(f"sqlite:///{tmp_path}/events.db")
    metadata.create_all(engine)
    yield RelayPositions(engine, table, "vault")
    engine.dispose()


@pytest.fixture
def held(positions: RelayPositions) -> Iterator[HeldPosition]:
    with positions.hold() as one:
        assert one is not None
        yield one


def test_a_relay_goes_on_where_the_broker_confirmed(held: HeldPosition) -> None:
    assert held.read("e") == 0
    held.move("e", 500)
    assert held.read("e") == 500


def test_a_relay_s_position_never_moves_back(held: HeldPosition) -> None:
    held.read("e")
    held.move("e", 500)
    held.move("e", 200)
    held.move("other", 900)
    assert held.read("e") == 500


def test_after_a_restore_everything_is_said_again(held: HeldPosition) -> None:
    held.read("e")
    held.move("e", 500)
    assert held.read("restored") == 0


class ListConsumer:
    """Remembers positions; fails as often as it is told to."""

    name, producer = "notifications", "vault"

    def __init__(self, failures: int) -> None:
        self.applied: list[int] = []
        self.failures = failures
        self.enough = threading.Event()

    def position(self) -> tuple[str, int]:
        return ("e", self.applied[-1]) if self.applied else ("", 0)

    def apply_batch(self, epoch: str, facts: Sequence[PublishedFact]) -> int:
        raise NotImplementedError

    def catch_up(self, reader: Reader) -> int:
        if self.failures:
            self.failures -= 1
            raise OSError
        page = reader(self.position()[1], 10)
        self.applied += [one.position for one in page.facts]
        if self.position()[1] >= 3:
            self.enough.set()
        return len(page.facts)


def test_without_a_broker_the_feed_is_followed_by_the_bell() -> None:
    feed, bell, stop = [fact(1)], Doorbell(), threading.Event()
    consumer = ListConsumer(failures=1)

    def read(after: int, limit: int) -> FeedPage:
        return FeedPage(epoch="e", head=len(feed), facts=feed[after : after + limit])

    thread = threading.Thread(target=LocalSubscription(consumer, read, bell).run, args=(stop,))
    thread.start()
    feed += [fact(2), fact(3)]
    bell.ring()
    assert consumer.enough.wait(5)
    stop.set()
    bell.ring()
    thread.join(5)
    assert not thread.is_alive()
    assert consumer.applied == [1, 2, 3]


def test_a_bell_rung_before_the_wait_is_heard() -> None:
    bell = Doorbell()
    bell.ring()
    assert bell.wait(0)
    assert not bell.wait(0)


def test_reconnecting_waits_longer_and_longer_up_to_two_seconds() -> None:
    waits = [backoff_s(failures) for failures in range(50)]
    assert waits == sorted(waits)
    assert waits[-1] == RECONNECT_MAX_S == 2


@pytest.mark.parametrize(("version", "limited"), [((4, 0), True), ((4, 1), True), ((3, 13), False)])
def test_deliveries_are_unlimited_on_every_broker(version: tuple[int, int], limited: bool) -> None:
    arguments = fact_queue_arguments("notifications", version)
    assert (arguments.get("x-delivery-limit") == -1) is limited
