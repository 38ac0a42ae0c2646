"""What becomes of papers: how often each served, when each ends."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, put
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.shapes import Done
from shared.contracts.vault_expiry import (
    Day,
    ForgetPaperExpiry,
    LeadDays,
    ListPaperExpiries,
    NotePaperExpiry,
    PaperExpiries,
    PaperExpiry,
)
from shared.contracts.vault_paper_uses import ListPaperUses, PaperUses


class NewExpiry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`title_in_sms` counts when the holder says it."""

    expires_on: Day
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"
    lead_days: LeadDays = msgspec.field(default_factory=lambda: [90, 30])
    title_in_sms: bool = False


class PaperLifeApi(Controller):
    """By the holder; the ends, also by whoever may add such a paper."""

    path = "/vaults/{vault_id:str}"
    tags = ("documents",)

    @get("/paper-uses", operation_id="listPaperUses", summary="How often each paper was printed or taken out")
    async def uses(self, talk: TheTalk, vault_id: Id) -> PaperUses:
        return await talk.ask(ListPaperUses(vault_id=vault_id), PaperUses)

    @get("/expiries", operation_id="listPaperExpiries", summary="When papers end, the soonest first")
    async def expiries(self, talk: TheTalk, vault_id: Id) -> PaperExpiries:
        return await talk.ask(ListPaperExpiries(vault_id=vault_id), PaperExpiries)

    @put("/documents/{document_id:str}/expiry", operation_id="notePaperExpiry", summary="Say when it ends")
    async def note(
        self, talk: TheTalk, vault_id: Id, document_id: Id, data: JSONBody[NewExpiry]
    ) -> PaperExpiry:
        said = msgspec.structs.asdict(data)
        return await talk.ask(
            NotePaperExpiry(vault_id=vault_id, document_id=document_id, **said), PaperExpiry
        )

    @delete("/documents/{document_id:str}/expiry", operation_id="forgetPaperExpiry", summary="It has no end")
    async def forget(self, talk: TheTalk, vault_id: Id, document_id: Id) -> None:
        await talk.ask(ForgetPaperExpiry(vault_id=vault_id, document_id=document_id), Done)
