"""Replies that wait go together; one that the broker refuses costs no other's."""

from __future__ import annotations

from collections.abc import Sequence

import amqp
import pytest
from amqp.exceptions import PreconditionFailed

from shared.messaging.connection import NotConfirmedError
from shared.rpc import replies as module
from shared.rpc.replies import BrokerAwayError, Replies


class Line(Replies):
    """A broker that refuses what goes to `refused`, and is away while `away`."""

    def __init__(self) -> None:
        super().__init__("amqp://nowhere", "test")
        self.sent: list[list[str]] = []
        self.away = False

    def _send(self, replies: Sequence[module.Reply]) -> None:
        self.sent.append([to for _, to in replies])
        if self.away:
            raise BrokerAwayError
        if any(to == "too large" for _, to in replies):
            raise PreconditionFailed
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


def test_one_for_which_the_broker_closes_the_channel_costs_no_other() -> None:
    results = Line()._send_all([reply("a"), reply("too large"), reply("b")])
    assert [type(result) for result in results] == [bool, PreconditionFailed, bool]


def test_replies_that_the_broker_does_not_confirm_hold_their_senders_up_for_a_bounded_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line, now = Line(), [0.0]

    def slow(replies: Sequence[module.Reply]) -> None:
        now[0] += 2.0
        raise NotConfirmedError

    monkeypatch.setattr(line, "_send", slow)
    monkeypatch.setattr("shared.rpc.replies.time.monotonic", lambda: now[0])
    results = line._send_all([reply(str(n)) for n in range(64)])
    assert [type(result) for result in results] == [NotConfirmedError] * 64
    assert now[0] == 6.0


def test_a_reply_that_cannot_be_written_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    replies, connections = Replies("amqp://nowhere", "test"), []

    class Publisher:
        def __init__(self, connection: object) -> None:
            self.waiting = 0

        def publish(self, _message: object, _exchange: str, to: str) -> None:
            self.waiting += 1
            if to == "odd":
                raise ValueError
            sent.append(to)
            self.waiting -= 1

        def confirm(self, _timeout_s: float) -> None:
            assert not self.waiting, "it waits for what was never sent"

    monkeypatch.setattr(module, "connect", lambda *_args, **_options: connections.append(1))
    monkeypatch.setattr(module, "ConfirmingPublisher", Publisher)
    results = replies._calls._done([reply("a"), reply("odd"), reply("b")])
    assert [type(result) for result in results] == [bool, ValueError, bool]
    assert sent == ["a", "a", "b"]
    assert len(connections) == 3


def test_a_broker_that_is_away_is_tried_twice_not_once_for_each() -> None:
    line = Line()
    line.away = True
    results = line._send_all([reply("a"), reply("b"), reply("c")])
    assert all(isinstance(result, Exception) for result in results)
    assert line.sent == [["a", "b", "c"], ["a"]]
