"""Callers who give up hold nobody up, and nobody gets another's result."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from shared.eventstore import at_once
from shared.eventstore.appending import Appended
from shared.eventstore.group_commit import GroupCommit, Result
from shared.problems import Unavailable


def test_a_caller_who_gave_up_is_never_made_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "TURN_WAIT_S", 0.2)
    monkeypatch.setattr(at_once, "RESULT_WAIT_S", 0.2)
    begun, many_begun, go_on, go_on_many = (threading.Event() for _ in range(4))

    def one(work: Any) -> Appended:
        begun.set()
        if work == 1:
            go_on.wait(5)
        return Appended(notification_ids=(work,))

    def many(works: Sequence[Any]) -> Sequence[Result]:
        many_begun.set()
        go_on_many.wait(5)
        return [Appended(notification_ids=(works[0],)), *[None] * (len(works) - 1)]

    commit = GroupCommit(one, many)
    told: dict[Any, Any] = {}

    def call(work: Any) -> None:
        try:
            told[work] = commit.append(work).notification_ids
        except Unavailable as why:
            told[work] = why.code

    callers = [threading.Thread(target=call, args=(work,)) for work in (1, 2, 3)]
    callers[0].start()
    assert begun.wait(5)
    callers[1].start()
    callers[2].start()
    while len(commit.calls._line) < 2:
        pass
    go_on.set()
    assert many_begun.wait(5)
    gave_up = [caller for caller in callers[1:] if not caller.join(1.0) and not caller.is_alive()]
    go_on_many.set()
    for caller in callers:
        caller.join(5)
    assert len(gave_up) == 1
    assert sorted(map(str, told.values())) == sorted(["(1,)", told_by(told), "store_unavailable"])
    assert commit.append(4).notification_ids == (4,)  # type: ignore[arg-type]


def told_by(told: dict[Any, Any]) -> str:
    """What the writer of the group was told: its own position."""
    (writer,) = (work for work, what in told.items() if work != 1 and isinstance(what, tuple))
    assert told[writer] == (writer,)
    return str(told[writer])
