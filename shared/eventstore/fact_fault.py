"""Whose fault a failure is: the fact's, which is then parked, or the surroundings', which is waited for.

Surroundings: the database or the broker down or busy, another service that doesn't answer, fails or doesn't
let us in, somebody else's change at the same time, tables that an update has not made yet. Everything else is
the fact's: it would fail again tomorrow. A reason is a code; what an exception says may hold a name.
"""

from __future__ import annotations

from sqlalchemy import exc

from shared.problems import NotAllowed, Problem
from shared.rpc.reply import RemoteBug

REASON_CHARS = 200
BUSY = "busy"  # the event log's word for: others change the same thing (log.py)
TOO_LARGE = "54"  # PostgreSQL's class "program limit exceeded", told as an operational error
SURROUNDINGS = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,
    exc.ProgrammingError,
    exc.TimeoutError,
    RemoteBug,
    OSError,
    MemoryError,
)


def is_to_wait_for(why: Exception) -> bool:
    """Whether trying again later is the remedy."""
    if isinstance(why, Problem):
        return why.retryable or isinstance(why, NotAllowed) or why.code == BUSY
    if isinstance(why, exc.OperationalError):
        return not str(getattr(why.orig, "sqlstate", "") or "").startswith(TOO_LARGE)
    return isinstance(why, SURROUNDINGS)


def reason_of(why: Exception) -> str:
    """A problem's `kind:code`, else the exception's class: never its text."""
    code = f"{why.kind}:{why.code}" if isinstance(why, Problem) else type(why).__name__
    return code[:REASON_CHARS]
