"""What becomes of a consent: renewed, passed on, kept from one member, handed over; a deposit taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import ID_MAX_CHARS, Id, TheTalk
from services.gateway.follow_up_members import Members, members_of
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import (
    MEMBERS_PAGE_MAX,
    NAME_MAX,
    AdmitMember,
    ExceptMember,
    HandOverFollowUp,
    ProposeRenewal,
    RenewConsent,
    ReshareConsent,
    WithdrawDocument,
)
from shared.contracts.vault_terms import ConsentTerms


class ResharedConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same as one has or less, never for longer."""

    terms: ConsentTerms


class NewHandOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To a colleague whom the consent reaches too; with `until`, for an absence."""

    professional_id: Annotated[str, msgspec.Meta(min_length=1, max_length=ID_MAX_CHARS)]
    professional_name: Annotated[str, msgspec.Meta(max_length=NAME_MAX)] = ""
    until: datetime | None = None


class FollowUpsApi(Controller):
    """A consent once granted."""

    path = "/vaults/{vault_id:str}/consents/{consent_id:str}"
    tags = ("consents",)

    @post("/renewal", operation_id="renewConsent", summary="Renew on the same terms", status_code=200)
    async def renew(self, talk: TheTalk, vault_id: Id, consent_id: Id) -> Done:
        return await talk.ask(RenewConsent(vault_id=vault_id, consent_id=consent_id), Done)

    @post("/renewal-requests", operation_id="proposeRenewal", summary="Ask the person to renew")
    async def propose(self, talk: TheTalk, vault_id: Id, consent_id: Id) -> Done:
        return await talk.ask(ProposeRenewal(vault_id=vault_id, consent_id=consent_id), Done)

    @post("/reshares", operation_id="reshareConsent", summary="Pass on what the person lets you pass on")
    async def reshare(
        self, talk: TheTalk, vault_id: Id, consent_id: Id, data: JSONBody[ResharedConsent]
    ) -> Done:
        command = ReshareConsent(vault_id=vault_id, consent_id=consent_id, terms=data.terms)
        return await talk.ask(command, Done)

    @get("/members", operation_id="listFollowUpMembers", summary="Who belongs to the grantee, by name")
    async def members(
        self,
        talk: TheTalk,
        vault_id: Id,
        consent_id: Id,
        after: Annotated[str, QueryParameter(max_length=ID_MAX_CHARS, description="`next` of a page")] = "",
        limit: Annotated[int, QueryParameter(ge=1, le=MEMBERS_PAGE_MAX)] = MEMBERS_PAGE_MAX,
    ) -> Members:
        return await members_of(talk, vault_id, consent_id, after, limit)

    @put(
        "/members/{professional_id:str}/exception",
        operation_id="exceptMember",
        summary="Keep one member out, at once",
    )
    async def keep_out(self, talk: TheTalk, vault_id: Id, consent_id: Id, professional_id: Id) -> Done:
        command = ExceptMember(vault_id=vault_id, consent_id=consent_id, professional_id=professional_id)
        return await talk.ask(command, Done)

    @delete(
        "/members/{professional_id:str}/exception",
        operation_id="admitMember",
        summary="Let a member in again",
    )
    async def let_in(self, talk: TheTalk, vault_id: Id, consent_id: Id, professional_id: Id) -> None:
        command = AdmitMember(vault_id=vault_id, consent_id=consent_id, professional_id=professional_id)
        await talk.ask(command, Done)

    @post("/hand-overs", operation_id="handOverFollowUp", summary="Hand over to a colleague")
    async def hand_over(
        self, talk: TheTalk, vault_id: Id, consent_id: Id, data: JSONBody[NewHandOver]
    ) -> Done:
        command = HandOverFollowUp(
            vault_id=vault_id,
            consent_id=consent_id,
            professional_id=data.professional_id,
            professional_name=data.professional_name,
            until=data.until,
        )
        return await talk.ask(command, Done)


@post(
    "/vaults/{vault_id:str}/documents/{document_id:str}/withdrawal",
    operation_id="withdrawDocument",
    summary="Take back, within a day, what you put in the wrong vault",
    status_code=200,
    tags=["documents"],
)
async def withdraw_document(talk: TheTalk, vault_id: Id, document_id: Id) -> Done:
    """Only while the person has not opened it."""
    return await talk.ask(WithdrawDocument(vault_id=vault_id, document_id=document_id), Done)
