"""Proofs of the access log: checkpoints and consistency for anyone, a line's proof for its person."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.shapes import Done
from shared.contracts.vault_log import (
    CHECKPOINTS_PAGE_MAX,
    COSIGNATURE_MAX_CHARS,
    Checkpoints,
    Consistency,
    CosignCheckpoint,
    GetReceipt,
    LineProof,
    ListCheckpoints,
    ProveConsistency,
    ProveLine,
    Receipt,
)

LINES_MAX = (1 << 62) - 1
Before = Annotated[int, QueryParameter(ge=0, le=LINES_MAX, description="A size; 0: from the newest")]
Limit = Annotated[int, QueryParameter(ge=1, le=CHECKPOINTS_PAGE_MAX)]
Size = Annotated[int, PathParameter(ge=1, le=LINES_MAX)]
From = Annotated[int, QueryParameter(name="from", ge=1, le=LINES_MAX, description="Lines, the smaller size")]
To = Annotated[int, QueryParameter(name="to", ge=1, le=LINES_MAX, description="Lines, the larger size")]


class NewCosignature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A witness's line under the checkpoint's note, as C2SP's tlog-cosignature writes it."""

    cosignature: Annotated[str, msgspec.Meta(min_length=1, max_length=COSIGNATURE_MAX_CHARS)]


class LogProofs(Controller):
    """The tree over every line of every vault's log. Hashes only: no need to be signed in to read."""

    tags = ("log",)

    @get("/log/checkpoints", operation_id="listCheckpoints", summary="Signed checkpoints, newest first")
    async def checkpoints(self, open_talk: TheTalk, before: Before = 0, limit: Limit = 20) -> Checkpoints:
        return await open_talk.ask(ListCheckpoints(before=before, limit=limit), Checkpoints)

    @get("/log/consistency", operation_id="proveConsistency", summary="That a later checkpoint continues one")
    async def consistency(self, open_talk: TheTalk, first: From, second: To) -> Consistency:
        return await open_talk.ask(ProveConsistency(first=first, second=second), Consistency)

    @post(
        "/log/checkpoints/{size:int}/cosignatures",
        operation_id="cosignCheckpoint",
        summary="A witness hands in its signature, which tells who it is",
    )
    async def cosign(self, open_talk: TheTalk, size: Size, data: JSONBody[NewCosignature]) -> Done:
        return await open_talk.ask(CosignCheckpoint(size=size, cosignature=data.cosignature), Done)

    @get(
        "/vaults/{vault_id:str}/consents/{consent_id:str}/receipt",
        operation_id="getReceipt",
        summary="The signed receipt of a consent you gave (ISO/IEC TS 27560)",
    )
    async def receipt(self, talk: TheTalk, vault_id: Id, consent_id: Id) -> Receipt:
        return await talk.ask(GetReceipt(vault_id=vault_id, consent_id=consent_id), Receipt)

    @get(
        "/vaults/{vault_id:str}/log/{number:int}/proof",
        operation_id="proveLine",
        summary="That a line of your log is in the newest checkpoint",
    )
    async def line(self, talk: TheTalk, vault_id: Id, number: Size) -> LineProof:
        return await talk.ask(ProveLine(vault_id=vault_id, number=number), LineProof)
