"""Contacts: finding a professional by initials, asking, answering; coordinates once accepted."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.view import SEE_OTHER, Page, TheView
from shared.contracts.directory import (
    NAME_MAX,
    AcceptContact,
    ContactLinks,
    DeclineContact,
    FindProfessionals,
    ListContacts,
    ProfessionalCards,
    RequestContact,
    SeverContact,
    WithdrawContact,
)
from shared.contracts.shapes import Done
from shared.problems import NotFound

ACTS = {
    "accepter": (AcceptContact, "contact_accepted"),
    "refuser": (DeclineContact, "contact_declined"),
    "retirer": (WithdrawContact, "contact_withdrawn"),
    "rompre": (SeverContact, "contact_severed"),
}


class ContactPages(Controller):
    """A professional's contacts."""

    path = "/contacts"
    include_in_schema = False

    @get("/")
    async def contacts(self, view: TheView) -> Page:
        talk = view.need("professional")
        words = view.request.query_params.get("q", "").strip()[:NAME_MAX]
        found = await talk.ask(FindProfessionals(text=words), ProfessionalCards) if words else None
        links = (await talk.ask(ListContacts(), ContactLinks)).links
        by_state = {
            "asked": [link for link in links if link.state == "requested" and not link.asked_by_me],
            "waiting": [link for link in links if link.state == "requested" and link.asked_by_me],
            "accepted": [link for link in links if link.state == "accepted"],
        }
        me = talk.actor.id
        return view.show("contacts.html", q=words, found=found, links=by_state, me=me)

    @post("/", status_code=SEE_OTHER)
    async def ask(self, view: TheView) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        await talk.ask(RequestContact(professional_id=form.text("professional_id")), Done)
        return view.go("/contacts", "contact_requested")

    @post("/{link_id:str}/{act:str}", status_code=SEE_OTHER)
    async def answer(self, view: TheView, link_id: Id, act: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        if act not in ACTS:
            raise NotFound("no_such_address", "Cette adresse n'existe pas.")
        command, done = ACTS[act]
        await talk.ask(command(link_id=link_id), Done)
        return view.go("/contacts", done)
