"""What travels beside a request's arguments, by the same names over the broker and in process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from shared.clock import Clock
from shared.contracts.shapes import Request, method_of, service_of
from shared.ids import new_id
from shared.logs import current_correlation_id
from shared.problems import InvalidInput
from shared.rpc.actor import ActorSigner
from shared.rpc.call import Actor

ACTOR = "maillon-actor"
KEY = "maillon-key"
DEADLINE = "maillon-deadline"
AFTER = "maillon-after"
CORRELATION = "maillon-correlation"

Headers = Mapping[str, str]


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A request ready to travel: signed, with its deadline."""

    service: str
    method: str
    payload: bytes
    headers: dict[str, str]
    correlation_id: str
    timeout_s: float


def outgoing(
    request: Request,
    actor: Actor,
    signer: ActorSigner,
    clock: Clock,
    *,
    key: str,
    after: str,
    timeout_s: float,
) -> Outgoing:
    """Encode and sign a request. The correlation id is the one being served, or a new one."""
    service, method, payload = (
        service_of(type(request)),
        method_of(type(request)),
        msgspec.json.encode(request),
    )
    now = clock.now()
    correlation_id = current_correlation_id() or str(new_id())
    headers = {
        ACTOR: signer.sign(actor, service, method, payload, key, now),
        KEY: key,
        DEADLINE: (now + timedelta(seconds=timeout_s)).isoformat(),
        AFTER: after,
        CORRELATION: correlation_id,
    }
    return Outgoing(
        service=service,
        method=method,
        payload=payload,
        headers=headers,
        correlation_id=correlation_id,
        timeout_s=timeout_s,
    )


def deadline_in(headers: Headers) -> datetime:
    """The instant after which the caller has gone. Raises InvalidInput when it is absent or malformed."""
    try:
        at = datetime.fromisoformat(headers.get(DEADLINE, ""))
        return at.astimezone(UTC)
    except ValueError:
        raise InvalidInput("deadline_missing", "La demande ne dit pas jusqu'à quand l'attendre.") from None
