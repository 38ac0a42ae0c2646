"""Beside a professional: a new PIN against the card, a new card against the PIN."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, post
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheGate, TheTalk
from services.gateway.edge.visitor import address_of, need_kind
from services.gateway.recovering import forgotten_pin, lost_card
from shared.contracts.shapes import Done

Pin = Annotated[str, msgspec.Meta(max_length=64)]


class ForgottenPin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`card`: the person's card as printed; `pin`: the new one, typed by the person."""

    card: Annotated[str, msgspec.Meta(max_length=200)]
    pin: Pin


class LostCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pin`: the person's, typed by the person."""

    pin: Pin


class NewCard(msgspec.Struct, frozen=True, kw_only=True):
    card: str


class RecoveryApi(Controller):
    """By a professional of a live follow-up, the person being there."""

    path = "/vaults/{vault_id:str}/recovery"
    tags = ("vaults",)

    @post("/pin", operation_id="recoverPin", summary="The PIN is forgotten: a new one against the card")
    async def pin(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        gate: TheGate,
        vault_id: Id,
        data: JSONBody[ForgottenPin],
    ) -> Done:
        need_kind(talk, "professional")
        address = address_of(request)
        await forgotten_pin(talk, gate, vault_id, card=data.card, pin=data.pin, address=address)
        return Done(id=vault_id)

    @post("/card", operation_id="recoverCard", summary="The card is lost: a new one against the PIN")
    async def card(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        gate: TheGate,
        vault_id: Id,
        data: JSONBody[LostCard],
    ) -> NewCard:
        need_kind(talk, "professional")
        return NewCard(card=await lost_card(talk, gate, vault_id, pin=data.pin, address=address_of(request)))
