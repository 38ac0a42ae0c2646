"""A relay that dies, freezes or is cut off is replaced by the one that stands by, within two seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from shared.messaging.topology import declare_fact_queue
from tests.integration.messaging.silent_proxy import SilentProxy
from tests.integration.messaging.standing_by import Standing, create, standing

HAND_OVER_MAX_S = 2.0
ROUNDS = 3  # the middle one counts: this machine does other things too
WAIT_MAX_S = 20.0
SCRIPT = Path(__file__).with_name("standing_by.py")
Made = Callable[..., Standing]


@pytest.fixture
def make(postgres_url: str, amqp_url: str, channel: object) -> Iterator[Made]:
    """Makes one who may relay; the facts have a queue to go to."""
    create(postgres_url)
    declare_fact_queue(channel, "counter", "numbers")
    made: list[Standing] = []

    def one(*, amqp: str = "", lock: str = "") -> Standing:
        made.append(standing(postgres_url, amqp or amqp_url, lock))
        return made[-1]

    yield one
    for each in made:
        each.close()


@contextmanager
def relaying(one: Standing) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=one.relay.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


@contextmanager
def relaying_apart(postgres_url: str, amqp_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "POSTGRES_URL": postgres_url,
        "AMQP_URL": amqp_url,
    }
    process = subprocess.Popen([sys.executable, str(SCRIPT)], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def until_told(one: Standing, position: int) -> float:
    """Seconds until the broker has the fact."""
    began, pause = time.monotonic(), threading.Event()
    while one.told() < position:
        assert time.monotonic() - began < WAIT_MAX_S, f"fact {position} is never told"
        pause.wait(0.01)
    return time.monotonic() - began


def middle(measured: list[float]) -> float:
    print("hand-over:", " ".join(f"{one:.2f} s" for one in measured))
    return sorted(measured)[len(measured) // 2]


@pytest.mark.timeout(150)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_who_is_killed_or_frozen_is_replaced(
    make: Made, postgres_url: str, amqp_url: str, how: signal.Signals
) -> None:
    measured = []
    for _ in range(ROUNDS):
        second = make()
        with relaying_apart(postgres_url, amqp_url) as process:
            until_told(second, second.say())
            with relaying(second):
                threading.Event().wait(0.6)  # it stands by
                process.send_signal(how)
                measured.append(until_told(second, second.say()))
    assert middle(measured) < HAND_OVER_MAX_S


@pytest.mark.timeout(150)
@pytest.mark.parametrize("cut", ["database", "broker"])
def test_who_is_cut_off_in_silence_is_replaced(
    make: Made, postgres_url: str, amqp_url: str, cut: str
) -> None:
    measured = []
    for _ in range(ROUNDS):
        with ExitStack() as stack:
            proxy = stack.enter_context(SilentProxy(postgres_url if cut == "database" else amqp_url))
            first = make(lock=proxy.url) if cut == "database" else make(amqp=proxy.url)
            second = make()
            stack.enter_context(relaying(first))
            until_told(second, first.say())
            stack.enter_context(relaying(second))
            threading.Event().wait(0.6)  # it stands by
            proxy.silence()
            measured.append(until_told(second, second.say()))
            proxy.close()
    assert middle(measured) < HAND_OVER_MAX_S


def gauge(name: str) -> float:
    return REGISTRY.get_sample_value(f"maillon_relay_{name}", {"service": "numbers"}) or 0.0


@pytest.mark.timeout(120)
def test_a_blocked_broker_gets_one_window_and_the_rest_waits_counted(make: Made, amqp_url: str) -> None:
    with SilentProxy(amqp_url) as proxy:
        one = make(amqp=proxy.url)
        with relaying(one):
            until_told(one, one.say())
            proxy.say_blocked()
            pause, end = threading.Event(), time.monotonic() + WAIT_MAX_S
            while not gauge("blocked"):
                assert time.monotonic() < end, "the relay never noticed"
                pause.wait(0.05)
            last = max(one.say() for _ in range(5))
            pause.wait(2.5)
            assert one.told() < last
            assert gauge("backlog_facts") >= 4
            assert gauge("backlog_age_seconds") >= 0
            assert gauge("active") == 1, "who waits for the broker doesn't give up"
            proxy.say_unblocked()
            until_told(one, last)
        assert gauge("blocked") == 0
