"""What a view is to those who keep it in step, rebuild it or compare it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from eventsourcing.utils import construct_topic

from shared.eventstore.rows import Rows


class View(Protocol):
    """Tables made from events. `apply` ignores the events that it doesn't use, writes through `rows` alone
    and reads nothing; values may be ERASED. A view may name in `events` the classes that it uses: a rebuild
    then reads and opens no other."""

    @property
    def name(self) -> str: ...

    @property
    def tables(self) -> Sequence[sa.Table]: ...

    def apply(self, rows: Rows, event: Any, position: int) -> None: ...


def topics_of(view: View) -> frozenset[str] | None:
    """The topics of the events that a rebuild of the view must open; None: all, since the view doesn't
    say."""
    named: tuple[type, ...] | None = getattr(view, "events", None)
    return (
        None
        if named is None
        else frozenset(construct_topic(kind) for one in named for kind in _kinds_of(one))
    )


def _kinds_of(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for derived in kind.__subclasses__():
        yield from _kinds_of(derived)
