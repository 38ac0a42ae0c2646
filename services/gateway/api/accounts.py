"""Accounts and sessions: signing up as a professional, signing in, out, and who am I."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.params import JSONBody

from services.gateway.edge.cookies import DEVICE, Cookies, read_cookie
from services.gateway.edge.given import TheGate, TheJar, TheTalk
from services.gateway.edge.visitor import address_of, token_of
from services.gateway.identity.sign_in import SignedIn
from services.gateway.leaving import leave
from shared.contracts.directory import (
    NAME_MAX,
    GetProfessional,
    ListMyOrganisations,
    Name,
    Organisation,
    Organisations,
    ProfessionalCard,
    RegisterProfessional,
)
from shared.problems import InvalidInput

Secret = Annotated[str, msgspec.Meta(max_length=1_000)]


class NewAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A professional's sign-up. `bearer`: answer the session's token instead of setting a cookie."""

    given_name: Name
    family_name: Name
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    password: Secret
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""
    profession: Annotated[str, msgspec.Meta(max_length=NAME_MAX)] = ""
    bearer: bool = False


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either `email` and `password`, or `card` (its code as printed) and `pin` (or the passphrase), or the
    person's own `name` and their passphrase as `pin`.
    """

    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    password: Secret = ""
    card: Annotated[str, msgspec.Meta(max_length=200)] = ""
    pin: Annotated[str, msgspec.Meta(max_length=200)] = ""
    name: Annotated[str, msgspec.Meta(max_length=120)] = ""
    bearer: bool = False


class FirstSecret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`card`: never used before; `pin`: chosen by the person who holds it."""

    card: Annotated[str, msgspec.Meta(max_length=200)]
    pin: Annotated[str, msgspec.Meta(max_length=200)]
    bearer: bool = False


class AccountErasure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    password: Secret
    confirmation: Literal["EFFACER"]


class AccountRef(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str


class OpenedAccount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`token` only when the body asked for it with `bearer`."""

    id: str
    token: str = ""


class OpenedSession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`token` only when the body asked for it with `bearer`."""

    account: AccountRef
    token: str = ""


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in; a professional's own card and organisations."""

    id: str
    kind: str
    assurance: str
    professional: ProfessionalCard | None = None
    organisations: list[Organisation] = []


class Accounts(Controller):
    """Everything about one's own account."""

    tags = ("accounts",)

    @post("/accounts", operation_id="openAccount", summary="Sign up as a professional")
    async def open_account(
        self, request: Request[Any, Any, Any], data: JSONBody[NewAccount], gate: TheGate, jar: TheJar
    ) -> Response[OpenedAccount]:
        profile = RegisterProfessional(
            given_name=data.given_name,
            family_name=data.family_name,
            email=data.email,
            phone=data.phone,
            profession=data.profession,
        )
        signed_in = await gate.sign_up(profile, data.password, address_of(request))
        body = OpenedAccount(id=signed_in.account.id, token=signed_in.token if data.bearer else "")
        return Response(body, status_code=201, cookies=session_cookies(jar, signed_in, data.bearer))

    @delete(
        "/accounts/me",
        operation_id="eraseAccount",
        summary="Erase one's own professional account; persons' logs keep who did what",
        status_code=204,
    )
    async def erase_account(
        self, request: Request[Any, Any, Any], data: JSONBody[AccountErasure], talk: TheTalk, gate: TheGate
    ) -> None:
        await leave(talk, gate, data.password, address_of(request))

    @post(
        "/sessions",
        operation_id="signIn",
        summary="Sign in by e-mail and password, by key card and PIN, or by name and phrase",
    )
    async def sign_in(
        self, request: Request[Any, Any, Any], data: JSONBody[Credentials], gate: TheGate, jar: TheJar
    ) -> Response[OpenedSession]:
        address, device = address_of(request), read_cookie(request, DEVICE)
        if data.card:
            signed_in = await gate.sign_in_by_card(data.card, data.pin, address, device)
        elif data.name:
            signed_in = await gate.sign_in_by_name(data.name, data.pin, address, device)
        elif data.email:
            signed_in = await gate.sign_in(data.email, data.password, address, device)
        else:
            raise InvalidInput("missing", "Donnez un e-mail ou une carte.", field="email")
        return _opened(jar, signed_in, data.bearer)

    @post(
        "/first-uses",
        operation_id="useCardFirst",
        summary="Choose the PIN of a card made before its person came; the vault is theirs from now on",
    )
    async def first_use(
        self, request: Request[Any, Any, Any], data: JSONBody[FirstSecret], gate: TheGate, jar: TheJar
    ) -> Response[OpenedSession]:
        device = read_cookie(request, DEVICE)
        signed_in = await gate.first_use(data.card, data.pin, address_of(request), device)
        return _opened(jar, signed_in, data.bearer)

    @delete(
        "/sessions/current", operation_id="signOut", summary="Sign out: the session opens nothing any more"
    )
    async def sign_out(self, request: Request[Any, Any, Any], gate: TheGate, jar: TheJar) -> Response[None]:
        await gate.sign_out(token_of(request))
        return Response(None, status_code=204, cookies=[jar.no_session()])

    @get("/me", operation_id="getMe", summary="Who is signed in")
    async def me(self, talk: TheTalk) -> Me:
        session = talk.signed_in
        me = Me(id=session.account_id, kind=session.kind, assurance=session.assurance)
        if session.kind != "professional":
            return me
        card = await talk.ask(GetProfessional(professional_id=me.id), ProfessionalCard)
        mine = await talk.ask(ListMyOrganisations(), Organisations)
        return msgspec.structs.replace(me, professional=card, organisations=mine.organisations)


def _opened(jar: Cookies, signed_in: SignedIn, bearer: bool) -> Response[OpenedSession]:
    account = AccountRef(id=signed_in.account.id, kind=signed_in.account.kind)
    body = OpenedSession(account=account, token=signed_in.token if bearer else "")
    return Response(body, status_code=201, cookies=session_cookies(jar, signed_in, bearer))


def session_cookies(jar: Cookies, signed_in: SignedIn, bearer: bool) -> list[Any]:
    """What the browser is left with; nothing where a token was asked for."""
    if bearer:
        return []
    device = [jar.device(signed_in.device)] if signed_in.device else []
    return [jar.session(signed_in.token), *device]
