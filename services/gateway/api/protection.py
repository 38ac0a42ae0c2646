"""Mandates, emergency access, unusual access: who comes in beside consents, and who verifies it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.params import JSONBody

from services.gateway.api.vaults import OpenedVault, Phone, Pin, shown_once
from services.gateway.edge.given import Id, TheGate, TheTalk
from services.gateway.edge.visitor import ask_as_of_now, need_kind
from services.gateway.opening import open_vault, vault_id_of
from shared.contracts.shapes import Done
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_emergency import (
    WINDOW_MAX_MINUTES,
    Account,
    ChooseEmergency,
    ContestEmergency,
    Emergencies,
    EmergencyOutcome,
    EmergencyReason,
    ListEmergencies,
    ListVerifications,
    OpenEmergency,
    ReviewEmergency,
    Verifications,
)
from shared.contracts.vault_mandates import (
    AttachDecision,
    ConfirmMandate,
    ContestMandate,
    EndMandate,
    ListMandates,
    Mandates,
    MandateTerms,
    OpenRepresentedVault,
    RecordMandate,
    Words,
)
from shared.contracts.vault_notices import ListNotices, Notices, SettleNotice
from shared.contracts.vault_terms import Language, Scope


class NewMandate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`document_id`: the decision, a paper that you put in the vault; it may be attached later."""

    mandate: MandateTerms
    document_id: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    document_id: str


class Contest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: Words


class NewEmergency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`account`: what happens, in words; `minutes` from now, one hour at the most."""

    reason: EmergencyReason
    account: Account
    minutes: Annotated[int, msgspec.Meta(ge=1, le=WINDOW_MAX_MINUTES)]


class EmergencyReview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    outcome: EmergencyOutcome
    account: Account


class EmergencyChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a scope: identity and health papers, and the contacts to call."""

    allowed: bool
    scope: Scope | None = None


class Mandated(Controller):
    """Legal measures: recorded by the representative, confirmed by a second person."""

    path = "/vaults/{vault_id:str}/mandates"
    tags = ("mandates",)

    @post("/", operation_id="recordMandate", summary="Record a legal measure; it waits for a second person")
    async def record(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewMandate]) -> Done:
        command = RecordMandate(vault_id=vault_id, mandate=data.mandate, document_id=data.document_id)
        return await talk.ask(command, Done)

    @get("/", operation_id="listMandates", summary="The measures of the person, or those that concern you")
    async def list_mandates(self, talk: TheTalk, vault_id: Id) -> Mandates:
        return await talk.ask(ListMandates(vault_id=vault_id), Mandates)

    @put("/{mandate_id:str}/decision", operation_id="attachDecision", summary="Attach the decision")
    async def attach(self, talk: TheTalk, vault_id: Id, mandate_id: Id, data: JSONBody[Decision]) -> Done:
        command = AttachDecision(vault_id=vault_id, mandate_id=mandate_id, document_id=data.document_id)
        return await talk.ask(command, Done)

    @post("/{mandate_id:str}/confirmation", operation_id="confirmMandate", status_code=200)
    async def confirm(self, talk: TheTalk, vault_id: Id, mandate_id: Id) -> Done:
        return await talk.ask(ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id), Done)

    @post("/{mandate_id:str}/contest", operation_id="contestMandate", status_code=200)
    async def contest(self, talk: TheTalk, vault_id: Id, mandate_id: Id, data: JSONBody[Contest]) -> Done:
        command = ContestMandate(vault_id=vault_id, mandate_id=mandate_id, words=data.words)
        return await talk.ask(command, Done)

    @delete("/{mandate_id:str}", operation_id="endMandate", summary="It ends now, with what flows from it")
    async def end(self, talk: TheTalk, vault_id: Id, mandate_id: Id) -> None:
        await talk.ask(EndMandate(vault_id=vault_id, mandate_id=mandate_id), Done)


class EmergenciesApi(Controller):
    """Break-glass: a reason, minutes, the minimum, told at once, reviewed by another."""

    path = "/vaults/{vault_id:str}"
    tags = ("emergencies",)

    @post("/emergencies", operation_id="openEmergency", summary="Come in by emergency, for minutes")
    async def open(self, talk: TheTalk, gate: TheGate, vault_id: Id, data: JSONBody[NewEmergency]) -> Done:
        talk = await ask_as_of_now(talk, gate)
        return await talk.ask(OpenEmergency(vault_id=vault_id, **msgspec.structs.asdict(data)), Done)

    @get("/emergencies", operation_id="listEmergencies", summary="Emergency accesses, newest first")
    async def list_emergencies(self, talk: TheTalk, vault_id: Id) -> Emergencies:
        return await talk.ask(ListEmergencies(vault_id=vault_id), Emergencies)

    @post("/emergencies/{emergency_id:str}/review", operation_id="reviewEmergency", status_code=200)
    async def review(
        self, talk: TheTalk, vault_id: Id, emergency_id: Id, data: JSONBody[EmergencyReview]
    ) -> Done:
        command = ReviewEmergency(
            vault_id=vault_id, emergency_id=emergency_id, outcome=data.outcome, account=data.account
        )
        return await talk.ask(command, Done)

    @post("/emergencies/{emergency_id:str}/contest", operation_id="contestEmergency", status_code=200)
    async def contest(self, talk: TheTalk, vault_id: Id, emergency_id: Id, data: JSONBody[Contest]) -> Done:
        command = ContestEmergency(vault_id=vault_id, emergency_id=emergency_id, words=data.words)
        return await talk.ask(command, Done)

    @put("/emergency-choice", operation_id="chooseEmergency", summary="Whether and what it may show")
    async def choose(self, talk: TheTalk, vault_id: Id, data: JSONBody[EmergencyChoice]) -> Done:
        command = ChooseEmergency(vault_id=vault_id, allowed=data.allowed, scope=data.scope)
        return await talk.ask(command, Done)

    @get("/notices", operation_id="listNotices", summary="Unusual access, not yet said to be fine")
    async def notices(self, talk: TheTalk, vault_id: Id) -> Notices:
        return await talk.ask(ListNotices(vault_id=vault_id), Notices)

    @post("/notices/{notice_id:str}/settlement", operation_id="settleNotice", status_code=200)
    async def settle(self, talk: TheTalk, vault_id: Id, notice_id: Id) -> Done:
        return await talk.ask(SettleNotice(vault_id=vault_id, notice_id=notice_id), Done)


class NewRepresentedVault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For who cannot sign: no consent, a mandate that waits to be confirmed. `pin` is the person's."""

    given_name: Title
    family_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    language: Language = "fr"
    phone: Phone = ""
    pin: Pin
    mandate: MandateTerms


@post("/represented-vaults", operation_id="openRepresentedVault", tags=["mandates"])
async def represented(talk: TheTalk, gate: TheGate, data: JSONBody[NewRepresentedVault]) -> OpenedVault:
    """Open a vault for a person who cannot sign, as their representative; the log says so."""
    need_kind(talk, "professional")
    said = {n: v for n, v in msgspec.structs.asdict(data).items() if n != "pin"}
    opened = await open_vault(talk, gate, OpenRepresentedVault(vault_id=vault_id_of(talk), **said), data.pin)
    return await shown_once(gate, talk, opened, data.given_name, data.language)


@get("/verifications", operation_id="listVerifications", tags=["mandates"])
async def verifications(talk: TheTalk) -> Verifications:
    """What waits for you as a second person."""
    return await talk.ask(ListVerifications(), Verifications)
