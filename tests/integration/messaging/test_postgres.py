"""On PostgreSQL: one relay at a time, bells rung by other processes, and loops that share a process with
calls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from shared.clock import SystemClock
from shared.eventstore.database import open_engine
from shared.messaging.connection import connect
from shared.messaging.doorbell import NOTIFY_CHANNEL, Doorbell, PostgresBell
from shared.messaging.relay_position import RelayPositions
from shared.messaging.tables import relay_tables
from shared.messaging.topology import declare_fact_queue
from shared.problems import Unavailable
from shared.rpc.actor import KeyRights
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.rpc.keys import create_key_pair, load_signer
from tests.integration.messaging.hosted_counter import HEAD, Count, CountFacts
from tests.integration.messaging.silent_proxy import SilentProxy

ME = Actor(id="p-1", kind="professional")
START_MAX_S = 40.0
MANY_FACTS = 20_000


@pytest.fixture
def make_positions(postgres_url: str) -> Iterator[Callable[[str], RelayPositions]]:
    metadata = sa.MetaData()
    table = relay_tables(metadata)
    engine = open_engine(postgres_url, "")
    metadata.create_all(engine)
    yield lambda service: RelayPositions(engine, table, service)
    engine.dispose()


def test_one_process_relays_a_service_and_the_next_takes_over(
    make_positions: Callable[[str], RelayPositions],
) -> None:
    first, second, other = make_positions("vault"), make_positions("vault"), make_positions("directory")
    with first.hold() as held, second.hold() as refused, other.hold() as beside:
        assert held is not None
        assert refused is None
        assert beside is not None
        held.read("e")
        held.move("e", 7)
        held.still_held()
    with second.hold() as taken:
        assert taken is not None
        assert taken.read("e") == 7


def test_a_lock_whose_session_is_cut_is_noticed(
    make_positions: Callable[[str], RelayPositions], postgres_url: str
) -> None:
    with make_positions("vault").hold() as held:
        assert held is not None
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
                " and database = (select oid from pg_database where datname = current_database())"
            )
        with pytest.raises(sa.exc.SQLAlchemyError):
            held.still_held()


def test_an_append_of_another_process_rings_the_bell(postgres_url: str) -> None:
    bell, stop = Doorbell(), threading.Event()
    thread = threading.Thread(target=PostgresBell(postgres_url, bell.ring).run, args=(stop,))
    thread.start()
    try:
        assert bell.wait(5), "it rings once when it starts to listen"
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("select pg_notify(%s, '')", (NOTIFY_CHANNEL,))
        assert bell.wait(5)
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def counter(amqp_url: str, postgres_url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The counter service in its own process."""
    with counting(amqp_url, postgres_url, tmp_path) as process:
        yield process


@contextmanager
def counting(
    amqp_url: str, postgres_url: str, tmp_path: Path, **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    create_key_pair(tmp_path / "keys", "test", KeyRights(kinds=("professional",)))
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "MAILLON_AMQP_URL": amqp_url,
        "MAILLON_DATABASE_URL": postgres_url,
        "MAILLON_STATE_FOLDER": str(tmp_path / "state"),
        "MAILLON_ACTOR_PUBLIC_KEYS_FOLDER": str(tmp_path / "keys" / "public"),
        **more,
    }
    path = "tests.integration.messaging.hosted_counter:CounterService"
    process = subprocess.Popen([sys.executable, "-m", "shared.host", path], env=environment)
    yield process
    process.kill()
    process.wait(10)


def test_loops_and_calls_share_a_process(
    counter: subprocess.Popen[bytes], amqp_url: str, tmp_path: Path
) -> None:
    with calling(amqp_url, tmp_path) as count:
        until_applied(count, HEAD)
        before = count()
        threading.Event().wait(2)
        assert count().ticks - before.ticks >= 12, "something blocks the process"
        counter.send_signal(signal.SIGTERM)
        assert counter.wait(15) == 0


@pytest.mark.timeout(120)
def test_calls_are_answered_while_the_relay_waits_for_a_blocked_broker(
    amqp_url: str, postgres_url: str, tmp_path: Path
) -> None:
    connection = connect(amqp_url, "test")
    declare_fact_queue(connection.channel(), "counter", "numbers")
    connection.close()
    with (
        SilentProxy(amqp_url) as proxy,
        counting(
            amqp_url, postgres_url, tmp_path, RELAY_AMQP_URL=proxy.url, RELAY_HEAD=str(MANY_FACTS)
        ) as process,
        calling(amqp_url, tmp_path) as count,
    ):
        until_applied(count, HEAD + 1)  # the relay is at it
        proxy.say_blocked()
        before = settled(count)
        for _ in range(100):
            count()
        waited = count()
        assert waited.applied < MANY_FACTS, "the relay had finished: this proves nothing"
        assert waited.applied == before.applied, "the relay goes on although the broker is blocked"
        threading.Event().wait(2)
        assert count().ticks - before.ticks >= 12, "something blocks the process"
        proxy.say_unblocked()
        until_applied(count, MANY_FACTS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def settled(count: Callable[[], Count]) -> Count:
    """What is applied once what was on its way has come: nothing new for 2 s, in 20 s at most."""
    seen = count()
    for _ in range(10):
        threading.Event().wait(2)
        if count().applied == seen.applied:
            break
        seen = count()
    return count()


@contextmanager
def calling(amqp_url: str, tmp_path: Path) -> Iterator[Callable[[], Count]]:
    caller = AmqpCaller(amqp_url, load_signer(tmp_path / "keys" / "test.pem"), SystemClock())

    def count() -> Count:
        answer: Count = caller.call(CountFacts(), ME, timeout_s=5).value
        return answer

    try:
        yield count
    finally:
        caller.close()


def until_applied(count: Callable[[], Count], position: int) -> None:
    pause, end, counted = threading.Event(), time.monotonic() + START_MAX_S, None
    while counted is None or counted.applied < position:
        assert time.monotonic() < end, counted
        try:
            counted = count()
        except Unavailable:
            pause.wait(0.2)
