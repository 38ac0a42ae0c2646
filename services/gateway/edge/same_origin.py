"""Requests forged from another site: refused by `Sec-Fetch-Site`, else by `Origin`, for whatever changes
something.

A Bearer token is never sent by a browser on its own, so it needs no such proof. Cookies are
`SameSite=Lax` besides.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from services.gateway.edge.cookies import session_cookie
from services.gateway.edge.correlation import Connection
from shared.problems import NotAllowed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})


def refuse_cross_site(connection: Connection) -> None:
    """Raises NotAllowed when the request may have been sent by another site's page."""
    if connection.scope.get("method", "GET") in SAFE_METHODS or _by_token(connection):
        return
    site, origin = connection.headers.get("sec-fetch-site", ""), connection.headers.get("origin", "")
    if site:
        own = site in OWN_SITE
    elif origin:
        own = urlsplit(origin).netloc == connection.headers.get("host", "")
    else:
        own = not session_cookie(connection)
    if not own:
        raise _refused()


def refuse_foreign_read(connection: Connection, *, taken: bool = False) -> None:
    """Raises NotAllowed when a read that the person's log will tell was asked by a link from elsewhere.

    `taken`: the paper is printed or downloaded, a fact; then a link in a message, or one that says nothing of
    where it comes from, doesn't do either.
    """
    if _by_token(connection):
        return
    site = connection.headers.get("sec-fetch-site", "")
    if site != "same-origin" if taken else site and site not in OWN_SITE:
        raise _refused()


def _by_token(connection: Connection) -> bool:
    return connection.headers.get("authorization", "").lower().startswith("bearer ")


def _refused() -> NotAllowed:
    return NotAllowed("cross_site", "Cette demande vient d'un autre site : elle est refusée.")
