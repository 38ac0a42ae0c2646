"""Who is at the door: the session of a cookie or of a Bearer token, and the talk it may have with the
services.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import HeaderParameter

from services.gateway.edge.cookies import read_cookie, session_cookie
from services.gateway.edge.positions import COOKIE as POSITION_COOKIE
from services.gateway.edge.positions import HEADER as POSITION_HEADER
from services.gateway.edge.positions import TOKEN_MAX_CHARS, Positions
from services.gateway.edge.talk import Talk
from services.gateway.identity.actors import ANONYMOUS
from services.gateway.identity.gate import Gate
from services.gateway.identity.sessions import Session
from services.gateway.parts import Parts
from services.gateway.refusals import not_signed_in, session_expired
from shared.ids import new_id
from shared.problems import InvalidInput, NotAllowed

KEY_MAX_CHARS = 150
TALK_STATE = "maillon_talk"
AnyRequest = Request[Any, Any, Any]
_KEY = re.compile(r"[\x21-\x7e]{1,150}")

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        description="The same key with the same body has one effect; made up when absent.",
    ),
]
PositionToken = Annotated[
    str | None,
    HeaderParameter(
        name=POSITION_HEADER,
        required=False,
        description="The last position heard: the answer will not be older than your own last change.",
    ),
]


def token_of(request: AnyRequest) -> str:
    """The session's token, from the Authorization header first, else from the cookie; empty when there is
    none.
    """
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return session_cookie(request)


def address_of(request: AnyRequest) -> str:
    """The network address a request comes from; the server's proxy settings decide whom to believe."""
    return request.client.host if request.client else "unknown"


async def provide_session(request: AnyRequest, gate: NamedDependency[Gate]) -> Session | None:
    """The session given, live or expired; None when nobody pretends to be anyone."""
    token = token_of(request)
    return await gate.session(token) if token else None


async def provide_open_talk(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    parts: NamedDependency[Parts],
    session: NamedDependency[Session | None],
    idempotency_key: IdempotencyKey = None,
    position: PositionToken = None,
) -> Talk:
    """A talk that may be anonymous."""
    key = idempotency_key or str(new_id())
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            "idempotency_key_malformed", "150 caractères ASCII au plus.", field="Idempotency-Key"
        )
    token = position or read_cookie(request, POSITION_COOKIE)
    actor = await gate.actor(session) if session and not session.expired else ANONYMOUS
    talk = Talk(parts.caller, actor, key, Positions(token[:TOKEN_MAX_CHARS]), session)
    request.scope["state"][TALK_STATE] = talk
    return talk


async def provide_talk(
    request: AnyRequest, session: NamedDependency[Session | None], open_talk: NamedDependency[Talk]
) -> Talk:
    """A talk for someone signed in. Raises NotSignedIn, saying whether a session has just expired."""
    if session is None:
        raise session_expired() if token_of(request) else not_signed_in()
    if session.expired:
        raise session_expired()
    return open_talk


async def ask_as_of_now(talk: Talk, gate: Gate) -> Talk:
    """The same talk, by a professional as the directory knows them at this very moment: who left a service
    half a minute ago opens no emergency in its name and stands witness to nothing.
    """
    if talk.actor.kind == "professional":
        talk.actor = await gate.actor_now(talk.signed_in)
    return talk


def need_kind(talk: Talk, *kinds: str) -> None:
    """Raises NotAllowed unless the visitor's account is one of these kinds."""
    if talk.actor.kind not in kinds:
        raise NotAllowed("wrong_account_kind", "Votre compte ne permet pas cela.", expected=list(kinds))
