"""A command whose caller has gone never runs: not from the queue (expiration), not later (deadline)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.messaging.connection import connect
from shared.problems import Unavailable
from shared.rpc import amqp_link, wire
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.testing.greeter import FindGreetings, Greet

ME = Actor(id="p-1", kind="professional")
MUTANTS = str(Path(__file__).with_name("mutants.py"))


@pytest.fixture
def without_expiration(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller whose messages stay in the queue for as long as it takes."""

    def lasting(*arguments: Any) -> Any:
        message = wire.call_message(*arguments)
        del message.properties["expiration"]
        return message

    monkeypatch.setattr(amqp_link, "call_message", lasting)


def abandon(amqp_url: str, caller: AmqpCaller) -> None:
    """Greet a service that is stopped, and go."""
    connection = connect(amqp_url, "test")
    wire.declare_calls(connection.channel(), "greeter")
    connection.close()
    with pytest.raises(Unavailable, match="no_reply"):
        caller.call(Greet(name="gone"), ME, key="k", timeout_s=0.5)


def what_ran(host: Any, caller: AmqpCaller) -> list[str]:
    """What a service that starts now finds to do: its queue is served in order, so one more call tells."""
    host.start()
    caller.call(FindGreetings(), ME, timeout_s=30)
    found: list[str] = host.names()
    return found


def test_an_abandoned_command_never_runs(
    amqp_url: str, caller: AmqpCaller, make_greeter: Callable[..., Any]
) -> None:
    abandon(amqp_url, caller)
    assert what_ran(make_greeter(amqp_url, workers=1), caller) == []


@pytest.mark.usefixtures("without_expiration")
def test_the_deadline_alone_keeps_it_from_running(
    amqp_url: str, caller: AmqpCaller, make_greeter: Callable[..., Any]
) -> None:
    abandon(amqp_url, caller)
    assert what_ran(make_greeter(amqp_url, workers=1), caller) == []


@pytest.mark.usefixtures("without_expiration")
def test_the_guard_catches_calls_without_expiration_nor_deadline(
    amqp_url: str, caller: AmqpCaller, make_greeter: Callable[..., Any]
) -> None:
    abandon(amqp_url, caller)
    assert what_ran(make_greeter(amqp_url, [MUTANTS, "no_deadline"], workers=1), caller) == ["gone"]
