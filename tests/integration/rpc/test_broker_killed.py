"""The broker killed during a call: the caller is told, the process lives and serves again. nameko's own does
not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import amqp
import pytest

from shared.messaging.connection import connect, send
from shared.problems import Unavailable
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.rpc.wire import EXCHANGE
from shared.testing.greeter import FindGreetings, Greet
from shared.testing.servers import Servers, start_servers

ME = Actor(id="p-1", kind="professional")
MUTANTS = str(Path(__file__).with_name("mutants.py"))
DIES_WITHIN_S = 45.0
SERVES_AGAIN_WITHIN_S = 10.0
NAMEKO_RETRIES_S = 10.0  # the broker stays away until nameko has given up its reply, after three tries
UNDER_WAY_S = 4  # longer than a kill takes on a busy machine, shorter than a broker's return


@pytest.fixture
def mortal() -> Iterator[Servers]:
    """A broker of its own, to kill."""
    with start_servers(private=True) as servers:
        yield servers


def wait_for(holds: Callable[[], bool], within_s: float) -> bool:
    pause, end = threading.Event(), time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            return False
        pause.wait(0.1)
    return True


def call_stock(url: str) -> None:
    """A call to nameko's own entrypoint, whose reply it will not be able to send."""
    connection = connect(url, "test")
    message = amqp.Message(
        b'{"args": ["x"], "kwargs": {}}',
        content_type="application/json",
        content_encoding="utf-8",
        reply_to="nobody",
        correlation_id="c",
    )
    send(connection.channel(), message, EXCHANGE, "stock.greet")
    connection.close()


def stock_serves(url: str) -> bool:
    connection = connect(url, "test")
    try:
        channel = connection.channel()
        return bool(channel.queue_declare("rpc-stock", passive=True).consumer_count)
    except amqp.NotFound:
        return False
    finally:
        connection.close()


def answered(caller: AmqpCaller) -> bool:
    try:
        caller.call(FindGreetings(), ME, timeout_s=2)
    except Unavailable:
        return False
    return True


@pytest.mark.timeout(240)
def test_the_process_lives_and_serves_again(
    mortal: Servers, make_greeter: Callable[..., Any], make_caller: Callable[[str], AmqpCaller]
) -> None:
    url = mortal.amqp_url
    caller, ours, stock = make_caller(url), make_greeter(url), make_greeter(url, [MUTANTS, "own_rpc"])
    ours.start()
    stock.start()
    assert wait_for(ours.is_ready, 30)
    assert wait_for(lambda: stock_serves(url), 30)
    caller.call(FindGreetings(), ME)
    problems: list[Unavailable] = []

    def greet_slowly() -> None:
        try:
            caller.call(Greet(name="during", pause_s=UNDER_WAY_S), ME, key="k", timeout_s=20)
        except Unavailable as problem:
            problems.append(problem)

    call_stock(url)
    thread = threading.Thread(target=greet_slowly)
    thread.start()
    thread.join(0.5)
    mortal.kill_broker()
    thread.join(10)
    assert [problem.code for problem in problems] == ["broker_down"]
    assert wait_for(lambda: ours.names() == ["during"], 10), "the call under way was not finished"
    wait_for(lambda: not stock.is_alive(), NAMEKO_RETRIES_S)
    mortal.start_broker()
    assert wait_for(lambda: answered(caller), SERVES_AGAIN_WITHIN_S)
    assert ours.is_alive()
    assert ours.names() == ["during"]
    assert wait_for(lambda: not stock.is_alive(), DIES_WITHIN_S), "the guard did not catch nameko's own Rpc"
    assert ours.is_alive()
