"""What several callers ask at once, done once for all: whoever comes while nobody works does the work of all
that waits by then; who came meanwhile works next.

Nobody waits for company: alone, a call is what it was. Each caller gets its own result, in its own thread:
where work fails for all it is done again for each alone, so that nobody meets, or is told, another's failure.
Work begins after it was asked for, never before: a gathered read shows all that was committed until then.
Works in plain threads and under eventlet alike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from shared.problems import Unavailable

GROUP_MAX = 64  # done at once: the last of them waits for all
WAITING_MAX = 1_000
TURN_WAIT_S = 4.0  # to be taken up: the caller waits 5 s
RESULT_WAIT_S = 20.0  # once taken up, past every time-out of the database

W = TypeVar("W")
R = TypeVar("R")


class _Waiting(Generic[W, R]):
    """One caller who waits for its result, or for its turn to work."""

    def __init__(self, work: W) -> None:
        self.work = work
        self.woken = threading.Event()
        self.leads = False
        self.gone = False  # its caller waits no more: it is not tried again, nor ever made to work
        self.result: R | Exception | None = None


class AtOnce(Generic[W, R]):
    """`do_many` gives a result for each, an exception to raise, or None where one must come again."""

    def __init__(self, do_many: Callable[[Sequence[W]], Sequence[R | Exception | None]]) -> None:
        self._do_many = do_many
        self._mutex = threading.Lock()  # held for a few steps in memory, never while something is done
        self._line: list[_Waiting[W, R]] = []
        self._busy = False  # somebody works, or is about to

    def ask(self, work: W) -> R:
        """Have it done, by whoever works. Raises what doing it raises, Unavailable when the turn doesn't
        come."""
        mine: _Waiting[W, R] = _Waiting(work)
        with self._mutex:
            if len(self._line) >= WAITING_MAX:
                raise Unavailable("store_busy")
            self._line.append(mine)
            if not self._busy:
                self._busy = mine.leads = True
        if not mine.leads:
            try:
                self._wait(mine)
            except BaseException:  # even when this thread is ended
                self._leave(mine)
                raise
        if mine.leads:
            self._lead()
        if mine.result is None or isinstance(mine.result, Exception):
            raise mine.result or Unavailable("store_unavailable")
        return mine.result

    def _wait(self, mine: _Waiting[W, R]) -> None:
        """Until it is done, or its turn to work. Raises Unavailable: then nothing was done, or, once it was
        taken up, nobody knows."""
        if mine.woken.wait(TURN_WAIT_S):
            return
        if self._withdrawn(mine):
            raise Unavailable("store_busy")
        if mine.woken.wait(RESULT_WAIT_S):
            return
        if self._withdrawn(mine) or not mine.woken.is_set():
            raise Unavailable("store_unavailable")

    def _withdrawn(self, mine: _Waiting[W, R]) -> bool:
        """Leave the line; False when it was taken up, or its turn came."""
        with self._mutex:
            waits = mine in self._line and not mine.leads
            if waits:
                self._line.remove(mine)
            return waits

    def _leave(self, mine: _Waiting[W, R]) -> None:
        """Whoever waits no more holds nobody up: out of the line, its turn to work given to the next."""
        with self._mutex:
            mine.gone = True
            if mine in self._line:
                self._line.remove(mine)
            if mine.leads:
                self._next_leads()

    def _next_leads(self) -> None:
        self._busy = bool(self._line)
        if self._line:
            self._line[0].leads = True
            self._line[0].woken.set()

    def _lead(self) -> None:
        """Work for those in line, oneself first, then let the next one."""
        with self._mutex:
            group = self._line[:GROUP_MAX]
            del self._line[:GROUP_MAX]
        results: Sequence[R | Exception | None] = [Unavailable("store_unavailable") for _ in group]
        try:
            results = self._done([one.work for one in group])
        finally:  # even when this thread is ended
            self._tell(group, results)

    def _done(self, works: Sequence[W]) -> Sequence[R | Exception | None]:
        try:
            return self._do_many(works)
        except Exception as why:  # noqa: BLE001 - raised again in the thread of its caller
            if len(works) == 1:
                return [why]
            if isinstance(why, Unavailable):  # each would wait as long, for the same
                return [_again(why) for _ in works]
            return self._each_alone(works)

    def _each_alone(self, works: Sequence[W]) -> Sequence[R | Exception | None]:
        """Each by itself, until what they need is away: those left are told so at once."""
        results: list[R | Exception | None] = []
        for work in works:
            results.extend(self._done([work]))
            if isinstance(away := results[-1], Unavailable):
                return [*results, *(_again(away) for _ in works[len(results) :])]
        return results

    def _tell(self, group: Sequence[_Waiting[W, R]], results: Sequence[R | Exception | None]) -> None:
        with self._mutex:
            again = []
            for one, result in zip(group, results, strict=True):
                one.result = result
                if result is not None:
                    one.woken.set()
                elif not one.gone:
                    again.append(one)
            self._line[:0] = again
            self._next_leads()


def _again(away: Unavailable) -> Unavailable:
    """The same, for one more caller: an exception raised in two threads mixes what it says of each."""
    return Unavailable(away.code, away.detail, field=away.field, **away.params)
