"""A bounded, thread-safe cache: the least recently used goes first, nothing stays longer than its time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from shared.clock import Clock

K = TypeVar("K")
V = TypeVar("V")


class Lru(Generic[K, V]):
    """At most `size` values, each for at most `ttl` by `clock`."""

    def __init__(self, size: int, ttl: timedelta, clock: Clock) -> None:
        self._size = size
        self._ttl = ttl
        self._clock = clock
        self._values: OrderedDict[K, tuple[datetime, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        now = self._clock.now()
        with self._lock:
            kept = self._values.get(key)
            if kept is None:
                return None
            since, value = kept
            if not timedelta() <= now - since < self._ttl:
                del self._values[key]
                return None
            self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        now = self._clock.now()
        with self._lock:
            self._values[key] = (now, value)
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def evict(self, key: K) -> None:
        with self._lock:
            self._values.pop(key, None)

    def evict_where(self, matches: Callable[[V], bool]) -> None:
        with self._lock:
            for key in [key for key, (_, value) in self._values.items() if matches(value)]:
                del self._values[key]
