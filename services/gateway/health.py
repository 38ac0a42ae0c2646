"""The gateway's own pulse: alive, ready (its accounts answer), and its measures, for machines."""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.gateway.edge.given import TheGate, TheParts
from shared.problems import NotFound, Unavailable

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@get("/health/live", include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", include_in_schema=False)
async def ready(gate: TheGate) -> Response[dict[str, bool]]:
    """Accounts can be read. Services behind may be down: the gateway says so page by page."""
    try:
        held = await gate.ready()
    except Unavailable:
        held = False
    return Response({"accounts": held}, status_code=200 if held else 503)


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any], parts: TheParts) -> Response[bytes]:
    """For this machine, or for who holds the token."""
    token, given = parts.settings.metrics_token, request.headers.get("authorization", "")
    if token:
        allowed = hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    else:
        allowed = request.client is not None and request.client.host in LOOPBACK
    if not allowed:
        raise NotFound("no_such_address", "Cette adresse n'existe pas.")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
