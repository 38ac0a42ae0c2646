"""Reads that share one query share nothing else: not what one asks, not why it fails."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from shared.eventstore.appending import AlreadyDone, Idempotency
from shared.eventstore.database import Database
from shared.eventstore.recorder import Recorder
from tests.integration.eventstore.notebook.tables import LOG

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
WAIT_S = 20.0


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def asked_together(recorder: Recorder, keys: Sequence[str]) -> list[Any]:
    """What each is told that asks for the reply to a key, all of them in one query."""
    assert recorder._shared is not None
    calls = recorder._shared._replies
    read, begun, go_on = calls._do_many, threading.Event(), threading.Event()

    def held(wanted: Any) -> Any:
        begun.set()
        assert go_on.wait(WAIT_S)
        return read(wanted)

    calls._do_many = held
    with ThreadPoolExecutor(len(keys) + 1) as threads:
        first = threads.submit(recorder.find_reply, "an-actor", "first")
        assert begun.wait(WAIT_S)
        asked = []
        for at, key in enumerate(keys, start=1):
            asked.append(threads.submit(recorder.find_reply, "an-actor", key))
            while len(calls._line) < at:
                pass
        go_on.set()
        first.result(WAIT_S)
        return [one.exception(WAIT_S) or one.result() for one in asked]


@pytest.mark.parametrize("odd", ["a NUL \0 is no text", "nor is half \ud800 a pair"])
def test_a_key_that_the_database_refuses_costs_no_other_its_reply(odd: str, database: Database) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)
    done = Idempotency("an-actor", "a-key-of-another", "digest", b"reply")
    recorder.append([StoredEvent(uuid4(), 1, "topic", b"{}")], recorded_at=AT, idempotency=done)
    mine, refused, none = asked_together(recorder, ["a-key-of-another", odd, "no-key"])
    assert isinstance(mine, AlreadyDone)
    assert mine.reply == b"reply"
    assert none is None
    assert isinstance(refused, Exception)
    assert not isinstance(refused, AlreadyDone)
    assert "a-key-of-another" not in str(refused)


def test_who_asks_the_same_twice_at_once_is_answered_twice(database: Database) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)
    done = Idempotency("an-actor", "a-key", "digest", b"reply")
    recorder.append([StoredEvent(uuid4(), 1, "topic", b"{}")], recorded_at=AT, idempotency=done)
    one, two = asked_together(recorder, ["a-key", "a-key"])
    assert (one.reply, two.reply) == (b"reply", b"reply")
    assert one is not two
