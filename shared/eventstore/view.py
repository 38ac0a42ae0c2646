"""What a view is to those who keep it in step, rebuild it or compare it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa


class View(Protocol):
    """Tables made from events. `apply` ignores the events that it doesn't use, writes through `connection`
    alone and reads no table but its own; values may be ERASED."""

    @property
    def name(self) -> str: ...

    @property
    def tables(self) -> Sequence[sa.Table]: ...

    def apply(self, connection: sa.Connection, event: Any, position: int) -> None: ...
