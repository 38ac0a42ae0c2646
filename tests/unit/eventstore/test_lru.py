"""The bounded cache: the least used goes first, and time takes the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.clock import FrozenClock
from shared.eventstore.lru import Lru


def test_the_least_recently_used_goes_first() -> None:
    cache: Lru[str, int] = Lru(2, timedelta(minutes=1), FrozenClock(datetime(2026, 1, 1, tzinfo=UTC)))
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_a_value_stays_no_longer_than_its_time() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))
    cache: Lru[str, int] = Lru(2, timedelta(minutes=1), clock)
    cache.put("a", 1)
    clock.move(timedelta(seconds=59))
    assert cache.get("a") == 1
    clock.move(timedelta(seconds=1))
    assert cache.get("a") is None
