"""Professionals and the contact links between them: initials before, coordinates after."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheGate, TheTalk
from shared.contracts.directory import (
    NAME_MAX,
    PAGE_MAX,
    AcceptContact,
    ContactLinks,
    DeclineContact,
    FindProfessionals,
    GetProfessional,
    ListContacts,
    ProfessionalCard,
    ProfessionalCards,
    RequestContact,
    SeverContact,
    VerifyProfessional,
    WithdrawContact,
)
from shared.contracts.shapes import Done


class Professionals(Controller):
    """Finding and verifying professionals."""

    path = "/professionals"
    tags = ("professionals",)

    @get("/", operation_id="findProfessionals", summary="Search by initials, profession or organisation")
    async def find(
        self,
        talk: TheTalk,
        q: Annotated[str, QueryParameter(max_length=NAME_MAX)] = "",
        limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)] = 20,
    ) -> ProfessionalCards:
        return await talk.ask(FindProfessionals(text=q, limit=limit), ProfessionalCards)

    @get(
        "/{professional_id:str}", operation_id="getProfessional", summary="What you may see of a professional"
    )
    async def get_professional(self, talk: TheTalk, professional_id: Id) -> ProfessionalCard:
        return await talk.ask(GetProfessional(professional_id=professional_id), ProfessionalCard)

    @post("/{professional_id:str}/verification", operation_id="verifyProfessional", summary="Vouch for them")
    async def verify(self, talk: TheTalk, gate: TheGate, professional_id: Id) -> Done:
        done = await talk.ask(VerifyProfessional(professional_id=professional_id), Done)
        gate.forget(professional_id)
        return done


class Contacts(Controller):
    """Asking for a contact, and answering."""

    path = "/contacts"
    tags = ("contacts",)

    @post("/", operation_id="requestContact", summary="Ask a professional to be in contact")
    async def request_contact(self, talk: TheTalk, data: JSONBody[RequestContact]) -> Done:
        return await talk.ask(data, Done)

    @get("/", operation_id="listContacts", summary="Your contacts and requests")
    async def list_contacts(self, talk: TheTalk) -> ContactLinks:
        return await talk.ask(ListContacts(), ContactLinks)

    @post("/{link_id:str}/accept", operation_id="acceptContact", status_code=200)
    async def accept(self, talk: TheTalk, link_id: Id) -> Done:
        return await talk.ask(AcceptContact(link_id=link_id), Done)

    @post("/{link_id:str}/decline", operation_id="declineContact", status_code=200)
    async def decline(self, talk: TheTalk, link_id: Id) -> Done:
        return await talk.ask(DeclineContact(link_id=link_id), Done)

    @post("/{link_id:str}/withdraw", operation_id="withdrawContact", status_code=200)
    async def withdraw(self, talk: TheTalk, link_id: Id) -> Done:
        return await talk.ask(WithdrawContact(link_id=link_id), Done)

    @post("/{link_id:str}/sever", operation_id="severContact", status_code=200)
    async def sever(self, talk: TheTalk, link_id: Id) -> Done:
        return await talk.ask(SeverContact(link_id=link_id), Done)
