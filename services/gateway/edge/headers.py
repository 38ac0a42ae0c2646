"""What every answer carries: what a page may load and run (nothing foreign), who may frame it, how to be
traced.
"""

from __future__ import annotations

from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message

from services.gateway.edge.cookies import Cookies
from services.gateway.edge.correlation import HEADER as CORRELATION_HEADER
from services.gateway.edge.correlation import correlation_id
from services.gateway.edge.positions import HEADER as POSITION_HEADER
from services.gateway.edge.visitor import TALK_STATE

STALE_HEADER = "X-Maillon-Stale"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), interest-cohort=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def header_writer(cookies: Cookies, *, https: bool) -> Any:
    """A Litestar `before_send` hook."""

    async def write(message: Message, scope: Any) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message=message)
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        headers.setdefault("Cache-Control", "no-store")
        headers[CORRELATION_HEADER] = correlation_id(scope)
        if https:
            headers["Strict-Transport-Security"] = HSTS
        _tell_position(headers, scope, cookies)

    return write


def _tell_position(headers: MutableScopeHeaders, scope: Any, cookies: Cookies) -> None:
    talk = scope.get("state", {}).get(TALK_STATE)
    if talk is None:
        return
    token = talk.positions.token()
    if token:
        headers[POSITION_HEADER] = token
    if token and talk.positions.moved:
        headers.add("Set-Cookie", cookies.position(token).to_header(header=""))
    if talk.stale:
        headers[STALE_HEADER] = "true"
