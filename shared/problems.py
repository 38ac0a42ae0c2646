"""The six kinds of problem a caller can meet, and nothing else (RFC 9457 shapes them at the edge).

Each has a stable `code` a program reads, a `field` where one input is at fault, and a sentence that says
the way out. A sentence never holds personal data. Anything else that is raised is a bug.
"""

from __future__ import annotations

from typing import ClassVar


class Problem(Exception):
    """A refusal that the caller may read. `code` is stable; `detail` is for people, in French."""

    kind: ClassVar[str] = "problem"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, code: str, detail: str = "", *, field: str = "", **params: object) -> None:
        super().__init__(f"{self.kind}:{code}" + (f" ({field})" if field else ""))
        self.code = code
        self.detail = detail
        self.field = field
        self.params = params


class InvalidInput(Problem):
    """What was sent is malformed or out of bounds; `field` names what."""

    kind = "invalid_input"
    status = 422


class NotAllowed(Problem):
    """This actor may not do this (no live consent, wrong kind of account, unverified…)."""

    kind = "not_allowed"
    status = 403


class NotFound(Problem):
    """Nothing by that name that this actor may know of."""

    kind = "not_found"
    status = 404


class Conflict(Problem):
    """Someone else was first, or the same idempotency key came with another request."""

    kind = "conflict"
    status = 409


class Refused(Problem):
    """A rule of the domain says no, whoever asks."""

    kind = "refused"
    status = 422


class Unavailable(Problem):
    """Not now: a dependency is down or the deadline passed. The only kind worth retrying."""

    kind = "unavailable"
    status = 503
    retryable = True


KINDS: dict[str, type[Problem]] = {
    k.kind: k for k in (InvalidInput, NotAllowed, NotFound, Conflict, Refused, Unavailable)
}
