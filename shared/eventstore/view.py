"""What a view is to those who keep it in step, rebuild it or compare it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from eventsourcing.utils import resolve_topic


class View(Protocol):
    """Tables made from events. `apply` ignores the events that it doesn't use, writes through `connection`
    alone and reads no table but its own; values may be ERASED. A view may name in `events` the classes that
    it uses: a rebuild then opens no other."""

    @property
    def name(self) -> str: ...

    @property
    def tables(self) -> Sequence[sa.Table]: ...

    def apply(self, connection: sa.Connection, event: Any, position: int) -> None: ...


def uses(view: View, topic: str) -> bool:
    """Whether a rebuild of the view must open events of this topic: all of them, unless the view says."""
    named: tuple[type, ...] | None = getattr(view, "events", None)
    return named is None or issubclass(resolve_topic(topic), named)
