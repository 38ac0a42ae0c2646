"""Beside a professional: a new PIN against the card, a new card against the PIN; both beside two of them, or
one and three days in which it may be stopped.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheGate, TheLinkRate, TheTalk
from services.gateway.edge.talk import Talk
from services.gateway.edge.visitor import address_of, ask_as_of_now, need_kind
from services.gateway.recovering import forgotten_pin, lost_both, lost_card
from shared.contracts.shapes import Done
from shared.contracts.vault_recovery import (
    ListRecoveries,
    Recoveries,
    Recovery,
    StopCode,
    StopRecovery,
    StopRecoveryByCode,
    WitnessRecovery,
)

Pin = Annotated[str, msgspec.Meta(max_length=200)]  # or a passphrase


class ForgottenPin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`card`: the person's card as printed; `pin`: the new one, typed by the person."""

    card: Annotated[str, msgspec.Meta(max_length=200)]
    pin: Pin


class LostCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pin`: the person's, typed by the person."""

    pin: Pin


class ChosenPin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pin`: the new one, typed by the person."""

    pin: Pin


class RecoveryStop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The two parts of the address that the message gave."""

    vault_id: Annotated[str, msgspec.Meta(max_length=36)]
    code: StopCode


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


class RecoveriesApi(Controller):
    """Neither card nor PIN is left. Who may is for the vault to say, which logs whom it refuses."""

    path = "/vaults/{vault_id:str}/recoveries"
    tags = ("vaults",)

    @get("/", operation_id="listRecoveries", summary="Ways back without card nor PIN, and where they stand")
    async def mine(self, talk: TheTalk, vault_id: Id) -> Recoveries:
        return await talk.ask(ListRecoveries(vault_id=vault_id), Recoveries)

    @post("/", operation_id="witnessRecovery", summary="Say that the person is with you and lost both")
    async def witness(self, talk: TheTalk, gate: TheGate, vault_id: Id) -> Recovery:
        talk = await ask_as_of_now(talk, gate)
        return await talk.ask(WitnessRecovery(vault_id=vault_id), Recovery)

    @post("/{recovery_id:str}/replacement", operation_id="recoverBoth", summary="A new card and a new PIN")
    async def replace(
        self, talk: TheTalk, gate: TheGate, vault_id: Id, recovery_id: Id, data: JSONBody[ChosenPin]
    ) -> NewCard:
        need_kind(talk, "professional")
        talk = await ask_as_of_now(talk, gate)
        return NewCard(card=await lost_both(talk, gate, vault_id, recovery_id, pin=data.pin))

    @post("/{recovery_id:str}/stop", operation_id="stopRecovery", summary="Say no: nothing is replaced")
    async def stop(self, talk: TheTalk, vault_id: Id, recovery_id: Id) -> Done:
        return await talk.ask(StopRecovery(vault_id=vault_id, recovery_id=recovery_id), Done)


@post(
    "/recovery-stops",
    operation_id="stopRecoveryByCode",
    summary="Say no by the message's code",
    tags=["vaults"],
)
async def recovery_stops(
    request: Request[Any, Any, Any],
    open_talk: NamedDependency[Talk],
    link_rate: TheLinkRate,
    data: JSONBody[RecoveryStop],
) -> Done:
    """By anybody who has the message; it never opens anything."""
    link_rate.count(request)
    return await open_talk.ask(StopRecoveryByCode(vault_id=data.vault_id, code=data.code), Done)
