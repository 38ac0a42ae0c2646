"""Consents: asked by professionals; granted, refused, withdrawn by the person."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, post
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.shapes import Done
from shared.contracts.vault import GrantConsent, RefuseConsent, RequestConsent, RevokeConsent
from shared.contracts.vault_terms import ConsentTerms


class AskedConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    terms: ConsentTerms


class GrantedConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With `request_id`, answers a request: the same grantee, never more than was asked. `acting_for`: the
    organisation that one professional acts for, where they have several; leaving it ends the consent.
    """

    terms: ConsentTerms
    request_id: str = ""
    acting_for: Annotated[str, msgspec.Meta(max_length=64)] = ""
    acting_for_name: Annotated[str, msgspec.Meta(max_length=120)] = ""


class Consents(Controller):
    """Who may do what, on what, why, until when."""

    path = "/vaults/{vault_id:str}"
    tags = ("consents",)

    @post("/consent-requests", operation_id="requestConsent", summary="Ask the person for a consent")
    async def request_consent(self, talk: TheTalk, vault_id: Id, data: JSONBody[AskedConsent]) -> Done:
        return await talk.ask(RequestConsent(vault_id=vault_id, terms=data.terms), Done)

    @post(
        "/consent-requests/{request_id:str}/refusal",
        operation_id="refuseConsent",
        summary="Say no to a request",
        status_code=200,
    )
    async def refuse(self, talk: TheTalk, vault_id: Id, request_id: Id) -> Done:
        return await talk.ask(RefuseConsent(vault_id=vault_id, request_id=request_id), Done)

    @post("/consents", operation_id="grantConsent", summary="Grant a consent, or less than was asked")
    async def grant(self, talk: TheTalk, vault_id: Id, data: JSONBody[GrantedConsent]) -> Done:
        command = GrantConsent(vault_id=vault_id, **msgspec.structs.asdict(data))
        return await talk.ask(command, Done)

    @delete("/consents/{consent_id:str}", operation_id="revokeConsent", summary="Withdraw a consent at once")
    async def revoke(self, talk: TheTalk, vault_id: Id, consent_id: Id) -> None:
        await talk.ask(RevokeConsent(vault_id=vault_id, consent_id=consent_id), Done)
