"""Who calls and under which conditions: what every service method receives beside its request."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

from shared.contracts.shapes import Request

ActorKind = Literal["holder", "professional", "operator", "service", "anonymous"]
RPC_TIMEOUT_S = 5.0


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts. `id` is the vault id of a holder, the professional id of a professional, a name for the
    others (`service:notifications`, `operator:cli`). Display names are for the access log only, never for
    decisions."""

    id: str
    kind: ActorKind
    display: str = ""
    organisation_id: str = ""
    organisation: str = ""
    verified: bool = False
    assurance: str = ""
    session: str = ""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """The conditions of one call, verified before the method sees it. `digest` is the hash of the request."""

    actor: Actor
    key: str = ""
    digest: str = ""
    deadline: datetime | None = None
    after: str = ""
    correlation_id: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A reply, the position token to give as `after` to a later query, and whether it may be behind."""

    value: Any
    position: str = ""
    stale: bool = False


class Caller(Protocol):
    """Sends a request to the service that its module names (blocking; worker threads and other services).

    Raises one of the six problems; `Unavailable` when no reply came within `timeout_s` seconds.
    """

    def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer: ...


class AsyncCaller(Protocol):
    """The same for an asyncio caller (the gateway)."""

    async def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer: ...
