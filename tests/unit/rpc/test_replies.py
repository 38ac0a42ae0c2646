"""Replies that wait go together; one that the broker refuses costs no other's."""

from __future__ import annotations

from collections.abc import Sequence

import amqp
import pytest

from shared.messaging.connection import NotConfirmedError
from shared.rpc import replies as module
from shared.rpc.replies import Replies


class Line(Replies):
    """A broker that refuses what goes to `refused`, and is away while `away`."""

    def __init__(self) -> None:
        super().__init__("amqp://nowhere", "test")
        self.sent: list[list[str]] = []
        self.away = False

    def _send(self, replies: Sequence[module.Reply]) -> None:
        self.sent.append([to for _, to in replies])
        if self.away:
            raise ConnectionRefusedError
        if any(to == "refused" for _, to in replies):
            raise NotConfirmedError


def reply(to: str) -> module.Reply:
    return amqp.Message(b"{}"), to


def test_replies_that_wait_go_together() -> None:
    line = Line()
    assert line._send_all([reply("a"), reply("b")]) == [True, True]
    assert line.sent == [["a", "b"]]


def test_one_that_is_refused_costs_no_other() -> None:
    line = Line()
    results = line._send_all([reply("a"), reply("refused"), reply("b")])
    assert [type(result) for result in results] == [bool, NotConfirmedError, bool]
    with pytest.raises(NotConfirmedError):
        line.send(b"{}", "refused", "id")


def test_a_broker_that_is_away_is_tried_twice_not_once_for_each() -> None:
    line = Line()
    line.away = True
    results = line._send_all([reply("a"), reply("b"), reply("c")])
    assert all(isinstance(result, ConnectionRefusedError) for result in results)
    assert line.sent == [["a", "b", "c"], ["a"]]
