"""Group commit: one writer of this process stores what others wait to store, in one transaction.

Calls at once (at_once.py) of appends: the order of the callers is kept, each gets its own positions or its
own refusal, and who leaves the line has stored nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.eventstore.append import AppendTransaction
from shared.eventstore.appending import Appended
from shared.eventstore.at_once import AtOnce

Result = Appended | Exception | None  # None: not tried yet


class GroupCommit:
    """`write_one` and `write_many` store; the second may leave a None where one must come again. When the
    second raises, it has stored nothing: each is then stored alone."""

    def __init__(
        self,
        write_one: Callable[[AppendTransaction], Appended],
        write_many: Callable[[Sequence[AppendTransaction]], Sequence[Result]],
    ) -> None:
        self._write_one = write_one
        self._write_many = write_many
        self.calls: AtOnce[AppendTransaction, Appended] = AtOnce(self._write)

    def append(self, work: AppendTransaction) -> Appended:
        """Store it, by whoever writes. Raises what storing it raises, Unavailable when the turn doesn't
        come."""
        return self.calls.ask(work)

    def _write(self, works: Sequence[AppendTransaction]) -> Sequence[Result]:
        if len(works) == 1:
            return [self._write_one(works[0])]
        return self._write_many(works)
