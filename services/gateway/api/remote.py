"""Opening a vault from afar: a one-time code for the professional to read; the person comes in with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, post
from litestar.params import JSONBody

from services.gateway.api.accounts import AccountRef, session_cookies
from services.gateway.edge.cookies import DEVICE, read_cookie
from services.gateway.edge.given import Id, TheGate, TheJar, TheTalk
from services.gateway.edge.visitor import address_of, need_kind
from services.gateway.identity.remote_codes import RemoteCode
from services.gateway.opening import vault_id_of
from services.gateway.opening_remotely import open_remotely, send_code
from services.gateway.still_in import need_still_in
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_terms import ConsentTerms, Language
from shared.contracts.vault_waiting import OpenWaitingVault


class NewRemoteVault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`asks`: what the person is asked for once they are in; nothing is shared before they answer."""

    given_name: Title
    family_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    language: Language = "fr"
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""
    asks: ConsentTerms | None = None


class OpeningCode(msgspec.Struct, frozen=True, kw_only=True):
    """To be read aloud, or sent: good until `ends_at`, for five tries, once."""

    vault_id: str
    code: str
    ends_at: datetime


class UsedCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pin`: chosen by the person, never by who read the code."""

    code: Annotated[str, msgspec.Meta(max_length=40)]
    pin: Annotated[str, msgspec.Meta(max_length=200)]
    bearer: bool = False


class FirstSession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`card`: the key card's code, shown once. `token` only when the body asked for it with `bearer`."""

    account: AccountRef
    card: str
    token: str = ""


class RemoteApi(Controller):
    """Both sides of a telephone call."""

    tags = ("vaults",)

    @post(
        "/remote-vaults",
        operation_id="openRemoteVault",
        summary="Prepare a vault for someone on the phone: a code to read to them",
    )
    async def open(self, talk: TheTalk, gate: TheGate, data: JSONBody[NewRemoteVault]) -> OpeningCode:
        need_kind(talk, "professional")
        command = OpenWaitingVault(
            vault_id=vault_id_of(talk),
            given_name=data.given_name,
            family_name=data.family_name,
            language=data.language,
            phone=data.phone,
            manner="code",
            asks=data.asks,
        )
        return _told(await open_remotely(talk, gate, command))

    @post(
        "/remote-vaults/{vault_id:str}/codes",
        operation_id="remakeOpeningCode",
        summary="Another code while nobody has come; the one before opens nothing",
    )
    async def anew(self, talk: TheTalk, gate: TheGate, vault_id: Id) -> OpeningCode:
        need_kind(talk, "professional")
        await need_still_in(talk, await gate.remote_codes.made_for(vault_id, talk.actor.id))
        return _told(await gate.remote_codes.anew(vault_id, talk.actor.id))

    @post(
        "/remote-vaults/{vault_id:str}/codes/message",
        operation_id="sendOpeningCode",
        summary="Send the code to the person's mobile too, once",
        status_code=204,
    )
    async def send(self, talk: TheTalk, gate: TheGate, vault_id: Id) -> None:
        need_kind(talk, "professional")
        await send_code(talk, gate, vault_id)

    @post(
        "/code-uses",
        operation_id="useOpeningCode",
        summary="By the person: their PIN chosen, their vault claimed, their key card given",
    )
    async def use(
        self, request: Request[Any, Any, Any], data: JSONBody[UsedCode], gate: TheGate, jar: TheJar
    ) -> Response[FirstSession]:
        address, device = address_of(request), read_cookie(request, DEVICE)
        signed_in, card = await gate.use_code(data.code, data.pin, address, device)
        account = AccountRef(id=signed_in.account.id, kind=signed_in.account.kind)
        body = FirstSession(account=account, card=card, token=signed_in.token if data.bearer else "")
        cookies = session_cookies(jar, signed_in, data.bearer)
        return Response(body, status_code=201, cookies=cookies, headers={"Cache-Control": "no-store"})


def _told(code: RemoteCode) -> OpeningCode:
    return OpeningCode(vault_id=code.vault_id, code=code.text, ends_at=code.ends_at)
