"""Cookies: the session's, the known device's, the position's. `__Host-` and Secure over https; plain on
loopback.
"""

from __future__ import annotations

from litestar.datastructures import Cookie

from services.gateway.edge.correlation import Connection
from services.gateway.edge.positions import COOKIE as POSITION
from services.gateway.edge.positions import COOKIE_MAX_AGE_S

DEVICE_MAX_AGE_S = 180 * 24 * 3600
_SECURE_PREFIX = "__Host-"
SESSION = "maillon-session"
DEVICE = "maillon-device"
LANGUAGE = "maillon-language"
SHARED = "maillon-shared"


class Cookies:
    """Makes cookies for this installation: `https` tells whether people reach it so."""

    def __init__(self, *, https: bool) -> None:
        self._https = https

    def session(self, token: str) -> Cookie:
        """Ends with the browser; the server ends it earlier."""
        return self._made(SESSION, token, None)

    def device(self, mark: str) -> Cookie:
        return self._made(DEVICE, mark, DEVICE_MAX_AGE_S)

    def position(self, token: str) -> Cookie:
        return self._made(POSITION, token, COOKIE_MAX_AGE_S)

    def language(self, code: str) -> Cookie:
        return self._made(LANGUAGE, code, DEVICE_MAX_AGE_S)

    def no_session(self) -> Cookie:
        """Takes the session's cookie away."""
        return self._made(SESSION, "", 0)

    def shared(self, *, on: bool) -> Cookie:
        """Says that several people use this browser, one after the other."""
        return self._made(SHARED, "1" if on else "", DEVICE_MAX_AGE_S if on else 0)

    def nothing_left(self) -> list[Cookie]:
        """Takes away everything that the last person's visit left, but that the browser is shared."""
        return [self._made(name, "", 0) for name in (SESSION, DEVICE, LANGUAGE, POSITION)]

    def _made(self, name: str, value: str, max_age_s: int | None) -> Cookie:
        return Cookie(
            key=_SECURE_PREFIX + name if self._https else name,
            value=value,
            path="/",
            max_age=max_age_s,
            httponly=True,
            secure=self._https,
            samesite="lax",
        )


def read_cookie(connection: Connection, name: str) -> str:
    """A cookie's value; over https only the name that no other site of the domain can write."""
    secure = bool(connection.app.state.parts.settings.https)
    return connection.cookies.get(_SECURE_PREFIX + name if secure else name) or ""


def session_cookie(connection: Connection) -> str:
    return read_cookie(connection, SESSION)
