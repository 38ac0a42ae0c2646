"""Callers at once share one piece of work; each gets what is theirs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.eventstore.at_once import AtOnce
from shared.problems import Unavailable

WAIT_S = 10.0


class Desk:
    """Doubles numbers; its first piece of work lasts until `go_on`."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.calls: AtOnce[int, int] = AtOnce(self.do)

    def do(self, numbers: Sequence[int]) -> Sequence[int | Exception | None]:
        self.groups.append(list(numbers))
        if len(self.groups) == 1:
            self.begun.set()
            assert self.go_on.wait(WAIT_S)
        if -1 in numbers:
            raise RuntimeError("not with -1")
        if -2 in numbers:
            raise Unavailable("store_unavailable", "Later.")
        return [ValueError("an odd one") if n % 2 else n * 2 for n in numbers]

    def ask_behind_the_first(self, numbers: Sequence[int]) -> list[int | Exception]:
        with ThreadPoolExecutor(len(numbers) + 1) as threads:
            first = threads.submit(self.calls.ask, 0)
            assert self.begun.wait(WAIT_S)
            asked = []
            for at, number in enumerate(numbers, start=1):
                asked.append(threads.submit(self.calls.ask, number))
                while len(self.calls._line) < at:
                    pass
            self.go_on.set()
            first.result(WAIT_S)
            return [one.exception(WAIT_S) or one.result() for one in asked]  # type: ignore[misc]


def test_what_waits_is_done_at_once_in_order_and_one_that_fails_fails_alone() -> None:
    desk = Desk()
    results = desk.ask_behind_the_first([2, 3, 4])
    assert desk.groups == [[0], [2, 3, 4]]
    assert (results[0], results[2]) == (4, 8)
    assert isinstance(results[1], ValueError)


def test_one_with_whom_nothing_can_be_done_costs_no_other_and_nobody_else_is_told() -> None:
    desk = Desk()
    results = desk.ask_behind_the_first([2, -1, 3, 4])
    assert desk.groups[1:] == [[2, -1, 3, 4], [2], [-1], [3], [4]]
    assert [type(result) for result in results] == [int, RuntimeError, ValueError, int]
    assert desk.calls.ask(6) == 12


def test_when_nobody_can_be_served_each_is_told_by_itself_and_the_next_is_served() -> None:
    desk = Desk()
    results = desk.ask_behind_the_first([2, -2, 4])
    assert desk.groups[1:] == [[2, -2, 4]]
    assert [(type(r), getattr(r, "detail", "")) for r in results] == [(Unavailable, "Later.")] * 3
    assert len({id(result) for result in results}) == 3
    assert desk.calls.ask(6) == 12


def test_what_goes_away_while_each_is_done_alone_is_waited_for_once() -> None:
    desk = Desk()
    results = desk.ask_behind_the_first([2, -1, -2, 4, 6])
    assert desk.groups[1:] == [[2, -1, -2, 4, 6], [2], [-1], [-2]]
    assert [type(result) for result in results] == [int, RuntimeError, *[Unavailable] * 3]
    assert len({id(result) for result in results[2:]}) == 3


def test_alone_a_call_is_done_at_once() -> None:
    desk = Desk()
    desk.go_on.set()
    assert [desk.calls.ask(number) for number in (2, 4)] == [4, 8]
    with pytest.raises(ValueError, match="odd"):
        desk.calls.ask(5)
    assert desk.groups == [[2], [4], [5]]
