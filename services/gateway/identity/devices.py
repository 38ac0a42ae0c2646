"""Devices already seen: a cookie that proves a browser has signed in to an account; it opens nothing by
itself.

It only chooses which budget of attempts applies, so that a stranger's guesses never lock the owner out.
"""

from __future__ import annotations

import hmac
import secrets

from services.gateway.identity.keys import GatewayKeys

NONCE_BYTES = 16
COOKIE_MAX_CHARS = 200


class Devices:
    """Makes and checks marks of the form `<nonce>.<mac>`, one e-mail or card per browser (the last one)."""

    def __init__(self, keys: GatewayKeys) -> None:
        self._keys = keys

    def remember(self, subject: str) -> str:
        """What to leave in the browser."""
        nonce = secrets.token_hex(NONCE_BYTES)
        return f"{nonce}.{self._keys.device_mark(nonce, subject)}"

    def knows(self, cookie: str, subject: str) -> bool:
        """Whether the browser's mark is this account's."""
        nonce, _, mark = cookie[:COOKIE_MAX_CHARS].partition(".")
        return bool(mark) and hmac.compare_digest(mark, self._keys.device_mark(nonce, subject))
