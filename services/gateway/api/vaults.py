"""Vaults: opening, seeing, reach, the person's card, access log, erasure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, delete, get, post, put
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheGate, TheTalk
from services.gateway.edge.talk import Talk
from services.gateway.edge.visitor import address_of, need_kind
from services.gateway.erasing import erase_vault
from services.gateway.identity.card_pages import Card
from services.gateway.identity.gate import Gate
from services.gateway.opening import Opened, open_vault, vault_id_of
from shared.contracts.shapes import Done
from shared.contracts.vault import (
    NAME_FILTER_MAX,
    TITLE_MAX,
    AccessLog,
    FollowUps,
    GetVault,
    ListFollowUps,
    OpenVault,
    ReadAccessLog,
    SetReach,
    Title,
    Vault,
)
from shared.contracts.vault_erasure import ErasureReport
from shared.contracts.vault_terms import ConsentTerms, Language
from shared.problems import NotAllowed

LOG_PAGE_MAX = 200
FOLLOW_UPS_PAGE_MAX = 200
Pin = Annotated[str, msgspec.Meta(max_length=200)]  # or a passphrase
Phone = Annotated[str, msgspec.Meta(max_length=30)]


class NewVault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The one screen of an opening. `pin` is typed by the person."""

    given_name: Title
    family_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    language: Language = "fr"
    phone: Phone = ""
    pin: Pin
    consent: ConsentTerms | None = None


class OpenedVault(msgspec.Struct, frozen=True, kw_only=True):
    """`card`: the key card's code; `card_page`: path of the page to print, there for 15 minutes."""

    vault_id: str
    card: str
    card_page: str


class NewReach(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    phone: Phone = ""
    language: Language = "fr"
    place_name_in_sms: bool = False


class Erasure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pin`: the holder's, asked again; someone left at a shared tablet erases nothing by it."""

    confirmation: Literal["EFFACER"]
    pin: Pin


class NewSecret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`current` and `secret`: a PIN or a passphrase. `sign_in_name`, with a passphrase: in a card's place."""

    current: Pin
    secret: Pin
    sign_in_name: Annotated[str, msgspec.Meta(max_length=120)] = ""


class CardRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pin: Pin


class Vaults(Controller):
    """The vault itself."""

    path = "/vaults"
    tags = ("vaults",)

    @post(
        "/", operation_id="openVault", summary="Open a vault in the person's presence, with a first consent"
    )
    async def open(self, talk: TheTalk, gate: TheGate, data: JSONBody[NewVault]) -> OpenedVault:
        need_kind(talk, "professional")
        command = OpenVault(
            vault_id=vault_id_of(talk),
            given_name=data.given_name,
            family_name=data.family_name,
            language=data.language,
            phone=data.phone,
            consent=data.consent,
        )
        opened = await open_vault(talk, gate, command, data.pin)
        return await shown_once(gate, talk, opened, data.given_name, data.language)

    @get("/", operation_id="listFollowUps", summary="The people whose live consents reach you")
    async def follow_ups(
        self,
        talk: TheTalk,
        after: Annotated[str, QueryParameter(max_length=36, description="`next` of the page before")] = "",
        limit: Annotated[int, QueryParameter(ge=1, le=FOLLOW_UPS_PAGE_MAX)] = FOLLOW_UPS_PAGE_MAX,
        name: Annotated[
            str, QueryParameter(max_length=NAME_FILTER_MAX, description="Only those with these words in it")
        ] = "",
    ) -> FollowUps:
        return await talk.ask(ListFollowUps(after=after, limit=limit, name=name), FollowUps)

    @get("/{vault_id:str}", operation_id="getVault", summary="What you may see of a vault")
    async def get_vault(self, talk: TheTalk, vault_id: Id) -> Vault:
        return await talk.ask(GetVault(vault_id=vault_id), Vault)

    @put("/{vault_id:str}/reach", operation_id="setReach", summary="Number and language of reminders")
    async def set_reach(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewReach]) -> Done:
        command = SetReach(
            vault_id=vault_id,
            phone=data.phone,
            language=data.language,
            place_name_in_sms=data.place_name_in_sms,
        )
        return await talk.ask(command, Done)

    @post("/{vault_id:str}/card", operation_id="reissueCard", summary="A new card; the one before is revoked")
    async def reissue(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        gate: TheGate,
        vault_id: Id,
        data: JSONBody[CardRequest],
    ) -> OpenedVault:
        if vault_id != talk.actor.id or talk.actor.kind != "holder":
            raise NotAllowed("not_yours", "Seule la personne peut refaire sa carte.")
        person = await talk.ask(GetVault(vault_id=vault_id), Vault)
        card = await gate.holders.reissue(
            talk.actor.id, data.pin, address_of(request), talk.signed_in.reference
        )
        opened = Opened(talk.actor.id, card)
        return await shown_once(gate, talk, opened, person.given_name, person.language)

    @put(
        "/{vault_id:str}/secret",
        operation_id="changeSecret",
        summary="Another PIN, or a passphrase and a name",
    )
    async def change_secret(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        gate: TheGate,
        vault_id: Id,
        data: JSONBody[NewSecret],
    ) -> Done:
        if vault_id != talk.actor.id or talk.actor.kind != "holder":
            raise NotAllowed("not_yours", "Seule la personne peut changer son code.")
        address, session = address_of(request), talk.signed_in.reference
        name = data.sign_in_name.strip()
        await gate.own_secret.change(
            vault_id, data.current, data.secret, name, address=address, session=session
        )
        return Done(id=vault_id)

    @get("/{vault_id:str}/access-log", operation_id="readAccessLog", summary="Who did what, newest first")
    async def access_log(
        self,
        talk: TheTalk,
        vault_id: Id,
        before: Annotated[int, QueryParameter(ge=0, description="Line number; 0: from the end")] = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=LOG_PAGE_MAX)] = 50,
    ) -> AccessLog:
        return await talk.ask(ReadAccessLog(vault_id=vault_id, before=before, limit=limit), AccessLog)

    @delete(
        "/{vault_id:str}",
        operation_id="eraseVault",
        summary="Erase everything; there is no way back",
        status_code=200,
    )
    async def erase(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        gate: TheGate,
        vault_id: Id,
        data: JSONBody[Erasure],
    ) -> ErasureReport:
        if vault_id == talk.actor.id:  # for anyone else, the vault says no and logs it
            await gate.holders.prove(vault_id, data.pin, address_of(request))
        return await erase_vault(talk, gate, vault_id)


async def shown_once(gate: Gate, talk: Talk, opened: Opened, given_name: str, language: str) -> OpenedVault:
    card = Card(given_name=given_name, text=opened.card, language=language, vault_id=opened.vault_id)
    token = await gate.card_pages.keep(talk.actor.id, card)
    return OpenedVault(vault_id=opened.vault_id, card=opened.card, card_page=f"/carte/{token}")
