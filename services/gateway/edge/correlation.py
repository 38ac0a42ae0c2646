"""The correlation id of a request: the client's when it is a plain code, else a new one; in logs, calls,
answers.
"""

from __future__ import annotations

import re
from typing import Any

import structlog
from litestar.connection import ASGIConnection

from shared.ids import new_id

HEADER = "X-Correlation-Id"
_STATE = "maillon_correlation_id"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")

Connection = ASGIConnection[Any, Any, Any, Any]


def correlation_id(scope: Any) -> str:
    """The id of this request, chosen once."""
    state = scope.setdefault("state", {})
    if _STATE not in state:
        given = dict(scope.get("headers", ())).get(HEADER.lower().encode(), b"").decode("latin-1")
        state[_STATE] = given if _GIVEN.fullmatch(given) else str(new_id())
    return str(state[_STATE])


def bind_correlation(connection: Connection) -> None:
    """Everything logged and called while this request is served carries its id (its task's context only)."""
    structlog.contextvars.bind_contextvars(correlation_id=correlation_id(connection.scope))
