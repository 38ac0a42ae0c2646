"""Giving one paper to someone without an account: the person's pages, and the page that the visitor opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import Controller, Response, get, post
from litestar.response import Stream

from services.gateway.edge.file_answers import file_answer
from services.gateway.edge.file_streams import clear_chunks
from services.gateway.edge.given import Id, TheLinkRate
from services.gateway.identity.key_card import qr_svg
from services.gateway.identity.link_secrets import secret_hash
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.vault import documents_of
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault import TITLE_MAX, Document, ReadTicket
from shared.contracts.vault_links import (
    GivePaperLink,
    ListPaperLinks,
    OpenPaperLink,
    PaperLink,
    PaperLinks,
    WithdrawPaperLink,
)
from shared.problems import InvalidInput, NotFound, Problem

DAYS, OPENINGS = (1, 7, 30), (1, 3, 10)
UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store"}


class LinkPages(Controller):
    """By the person."""

    path = "/liens"
    include_in_schema = False

    @get("/")
    async def mine(self, view: TheView) -> Page:
        talk = view.need("holder")
        listed = (await talk.ask(ListPaperLinks(vault_id=talk.actor.id), PaperLinks)).links
        live = [link for link in listed if link.state == "live"]
        past = [link for link in listed if link.state != "live"]
        return view.show("links.html", live=live, past=past)

    @get("/donner/{document_id:str}")
    async def form(self, view: TheView, document_id: Id) -> Page:
        view.need("holder")
        return _form(view, await _paper(view, document_id))

    @post("/donner/{document_id:str}", status_code=200)
    async def give(self, view: TheView, document_id: Id) -> Page:
        talk = view.need("holder")
        form, paper = await view.form(), await _paper(view, document_id)
        secret = view.gate.links.secret(talk.actor.id, talk.key)
        try:
            link = await talk.ask(_command(form, view, document_id, secret), PaperLink)
        except Problem as problem:
            return _form(view, paper, form, problem)
        address = f"{view.parts.settings.public_url}/lien/{secret}"
        return view.show("link_given.html", link=link, address=address, qr=qr_svg(address))

    @post("/{link_id:str}/arret", status_code=SEE_OTHER)
    async def stop(self, view: TheView, link_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(WithdrawPaperLink(vault_id=talk.actor.id, link_id=link_id), Done)
        return view.go("/liens", "link_withdrawn")


class VisitorPages(Controller):
    """By whoever has the address. Looking asks nothing of the vault: a robot's look counts for nothing."""

    path = "/lien"
    include_in_schema = False

    @get("/{secret:str}")
    async def look(self, view: TheView, secret: Id) -> Page:
        answer = view.show("link.html", secret=secret, dead=False)
        answer.headers.update(UNLISTED)
        return answer

    @post("/{secret:str}", status_code=200)
    async def open(self, view: TheView, link_rate: TheLinkRate, secret: Id) -> Stream | Page:
        link_rate.count(view.request)
        await view.form()
        try:
            ticket = await view.talk.ask(OpenPaperLink(secret_hash=secret_hash(secret)), ReadTicket)
        except NotFound:
            answer: Any = view.show("link.html", status=404, secret=secret, dead=True)
        else:
            answer = file_answer(ticket, await clear_chunks(view.parts.blobs, ticket), download=True)
        answer.headers.update(UNLISTED)
        return answer  # type: ignore[no-any-return]  # one of the two


async def _paper(view: View, document_id: str) -> Document:
    for document in await documents_of(view, view.talk.actor.id) or []:
        if document.id == document_id:
            return document
    raise NotFound("document_not_found", "Ce document n'existe pas.")


def _command(form: Form, view: View, document_id: str, secret: str) -> GivePaperLink:
    days, openings = form.text("days"), form.text("openings")
    if days not in map(str, DAYS):
        raise InvalidInput("link_end_missing", "Choisissez pour combien de temps.", field="days")
    if openings not in map(str, OPENINGS):
        raise InvalidInput("missing", "Choisissez combien de fois.", field="openings")
    return GivePaperLink(
        vault_id=view.talk.actor.id,
        document_id=document_id,
        secret_hash=secret_hash(secret),
        until=view.parts.clock.now() + timedelta(days=int(days)),
        openings_max=int(openings),
        for_whom=form.text("for_whom")[:TITLE_MAX],
    )


def _form(view: View, paper: Document, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    return view.show("link_new.html", paper=paper, form=form, problem=problem, days=DAYS, openings=OPENINGS)
