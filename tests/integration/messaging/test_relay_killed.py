"""A relay killed in the middle of a window and started again: nothing lost, order kept, repeats
recognised."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.messaging.connection import drain
from shared.messaging.envelope import unseal
from shared.messaging.subscription import follow_on
from shared.messaging.topology import declare_fact_queue

HEAD = 1300
KILLED_AFTER = (120, 700)
RUN_MAX_S = 40
SCRIPT = Path(__file__).with_name("relaying.py")


def relay_until_killed_or_done(amqp_url: str, folder: Path, die_after: int, *mutant: str) -> int:
    command = [sys.executable, str(SCRIPT), str(folder), str(HEAD), str(die_after), *mutant]
    environment = {**os.environ, "AMQP_URL": amqp_url, "PYTHONPATH": str(Path.cwd())}
    return subprocess.run(command, env=environment, timeout=RUN_MAX_S, check=False).returncode


def positions_in_queue(channel: Any) -> list[Any]:
    taken: list[Any] = []
    channel.basic_consume("counter.numbers", no_ack=True, callback=taken.append)
    while drain(channel.connection, 1.0):
        pass
    return [
        unseal(message.body.encode() if isinstance(message.body, str) else message.body) for message in taken
    ]


@pytest.mark.timeout(150)
def test_a_killed_relay_loses_nothing_and_keeps_order(amqp_url: str, channel: Any, tmp_path: Path) -> None:
    declare_fact_queue(channel, "counter", "numbers")
    for die_after in KILLED_AFTER:
        assert relay_until_killed_or_done(amqp_url, tmp_path, die_after) == -signal.SIGKILL
    assert relay_until_killed_or_done(amqp_url, tmp_path, 0) == 0
    received = positions_in_queue(channel)
    assert len(received) > HEAD, "nothing was sent twice: the kills came too early to prove anything"
    _, facts, complete = follow_on(("", 0), received)
    assert complete
    assert [fact.position for fact in facts] == list(range(1, HEAD + 1))


@pytest.mark.timeout(150)
def test_the_guard_catches_a_relay_that_moves_before_the_confirmation(
    amqp_url: str, channel: Any, tmp_path: Path
) -> None:
    declare_fact_queue(channel, "counter", "numbers")
    for die_after in KILLED_AFTER:
        relay_until_killed_or_done(amqp_url, tmp_path, die_after, "mutant")
    relay_until_killed_or_done(amqp_url, tmp_path, 0, "mutant")
    _, facts, complete = follow_on(("", 0), positions_in_queue(channel))
    assert not complete
    assert len(facts) < HEAD
