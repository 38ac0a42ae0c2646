"""Group commit: one writer of this process stores what others wait to store, in one transaction.

Whoever comes while nobody writes is the writer, of all that waits by then; who came meanwhile writes next.
Nobody waits for company: alone, an append is what it was. Each caller gets its own result, in its own thread.
Works in plain threads and under eventlet alike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from shared.eventstore.append import AppendTransaction
from shared.eventstore.appending import Appended
from shared.problems import Unavailable

GROUP_MAX = 64  # appends in one transaction: the last of them waits for all
WAITING_MAX = 1_000
TURN_WAIT_S = 4.0  # to be taken up: the caller waits 5 s
RESULT_WAIT_S = 20.0  # once taken up, past every time-out of the database
Result = Appended | Exception | None  # None: not tried yet


def result_of(write: Callable[[], Appended]) -> Result:
    """What `write` returns, or the exception it raises."""
    try:
        return write()
    except Exception as why:  # noqa: BLE001 - raised again in the thread of its caller
        return why


class _Waiting:
    """One append that waits for its result, or for its turn to write."""

    def __init__(self, work: AppendTransaction) -> None:
        self.work = work
        self.woken = threading.Event()
        self.writes = False
        self.gone = False  # its caller waits no more: it is not tried again, nor ever made the writer
        self.result: Result = None


class GroupCommit:
    """`write_one` and `write_many` store; the second may leave a None where one must come again."""

    def __init__(
        self,
        write_one: Callable[[AppendTransaction], Appended],
        write_many: Callable[[Sequence[AppendTransaction]], Sequence[Result]],
    ) -> None:
        self._write_one = write_one
        self._write_many = write_many
        self._mutex = threading.Lock()  # held for a few steps in memory, never while something is written
        self._line: list[_Waiting] = []
        self._written = False  # somebody writes, or is about to

    def append(self, work: AppendTransaction) -> Appended:
        """Store it, by whoever writes. Raises what storing it raises, Unavailable when the turn doesn't
        come."""
        mine = _Waiting(work)
        with self._mutex:
            if len(self._line) >= WAITING_MAX:
                raise Unavailable("store_busy")
            self._line.append(mine)
            if not self._written:
                self._written = mine.writes = True
        if not mine.writes:
            try:
                self._wait(mine)
            except BaseException:  # even when this thread is ended
                self._leave(mine)
                raise
        if mine.writes:
            self._write()
        if isinstance(mine.result, Appended):
            return mine.result
        raise mine.result or Unavailable("store_unavailable")

    def _wait(self, mine: _Waiting) -> None:
        """Until it is stored, or its turn to write. Raises Unavailable: then nothing was stored, or, once it
        was taken up, nobody knows."""
        if mine.woken.wait(TURN_WAIT_S):
            return
        if self._withdrawn(mine):
            raise Unavailable("store_busy")
        if mine.woken.wait(RESULT_WAIT_S):
            return
        if self._withdrawn(mine) or not mine.woken.is_set():
            raise Unavailable("store_unavailable")

    def _withdrawn(self, mine: _Waiting) -> bool:
        """Leave the line; False when it was taken up, or its turn came."""
        with self._mutex:
            waits = mine in self._line and not mine.writes
            if waits:
                self._line.remove(mine)
            return waits

    def _leave(self, mine: _Waiting) -> None:
        """Whoever waits no more holds nobody up: out of the line, its turn to write given to the next."""
        with self._mutex:
            mine.gone = True
            if mine in self._line:
                self._line.remove(mine)
            if mine.writes:
                self._next_writes()

    def _next_writes(self) -> None:
        self._written = bool(self._line)
        if self._line:
            self._line[0].writes = True
            self._line[0].woken.set()

    def _write(self) -> None:
        """Store those in line, oneself first, then let the next one write."""
        with self._mutex:
            group = self._line[:GROUP_MAX]
            del self._line[:GROUP_MAX]
        results: Sequence[Result] = [Unavailable("store_unavailable")] * len(group)
        try:
            results = self._stored(group)
        finally:  # even when this thread is ended
            self._tell(group, results)

    def _stored(self, group: Sequence[_Waiting]) -> Sequence[Result]:
        if len(group) == 1:
            return [result_of(lambda: self._write_one(group[0].work))]
        try:
            return self._write_many([one.work for one in group])
        except Exception as why:  # noqa: BLE001 - nobody could be served
            return [why] * len(group)

    def _tell(self, group: Sequence[_Waiting], results: Sequence[Result]) -> None:
        with self._mutex:
            again = []
            for one, result in zip(group, results, strict=True):
                one.result = result
                if result is not None:
                    one.woken.set()
                elif not one.gone:
                    again.append(one)
            self._line[:0] = again
            self._next_writes()
