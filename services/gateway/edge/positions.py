"""Reading your own writes: where each service was when it last answered, carried as one opaque token.

The token goes out in the header `X-Maillon-Position` and in a cookie, and comes back in either. It grants
nothing.
"""

from __future__ import annotations

import base64
import re
from binascii import Error as NotBase64

import msgspec

HEADER = "X-Maillon-Position"
COOKIE = "maillon-position"
COOKIE_MAX_AGE_S = 60
TOKEN_MAX_CHARS = 1_000
SERVICES = frozenset({"directory", "vault", "notifications", "ingest"})
_POSITION = re.compile(r"[\x21-\x7e]{1,120}")


class Positions:
    """The latest position heard of each service."""

    def __init__(self, token: str = "") -> None:
        self._of = _read(token)
        self.moved = False

    def after(self, service: str) -> str:
        """What to ask that service to have reached."""
        return self._of.get(service, "")

    def heard(self, service: str, position: str) -> None:
        """A command was answered at this position."""
        if position:
            self._of[service] = position
            self.moved = True

    def token(self) -> str:
        """What to hand to the client, empty when there is nothing to say."""
        if not self._of:
            return ""
        return base64.urlsafe_b64encode(msgspec.json.encode(self._of)).rstrip(b"=").decode("ascii")


def _read(token: str) -> dict[str, str]:
    if not token or len(token) > TOKEN_MAX_CHARS:
        return {}
    try:
        padded = token + "=" * (-len(token) % 4)
        read = msgspec.json.decode(base64.b64decode(padded, b"-_", validate=True), type=dict[str, str])
    except (NotBase64, ValueError, msgspec.MsgspecError):
        return {}
    return {name: at for name, at in read.items() if name in SERVICES and _POSITION.fullmatch(at)}
