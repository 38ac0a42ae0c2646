"""The page where one says when a paper ends, and when to be reminded."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.paper_ends import check_day, ends_of
from services.gateway.pages.vault import documents_of
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault_expiry import ForgetPaperExpiry, NotePaperExpiry, PaperExpiry
from shared.problems import InvalidInput, NotFound, Problem

LEADS = (90, 60, 30, 7)


class ExpiryPages(Controller):
    """One paper's last day."""

    path = "/coffre/{vault_id:str}/papiers/{document_id:str}/fin"
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView, vault_id: Id, document_id: Id) -> Page:
        return await _form(view, vault_id, document_id)

    @post("/", status_code=SEE_OTHER)
    async def note(self, view: TheView, vault_id: Id, document_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            await talk.ask(_command(form, vault_id, document_id, view.parts.settings.zone), PaperExpiry)
        except Problem as problem:
            return await _form(view, vault_id, document_id, form, problem)
        return view.go(_back(view, vault_id), "expiry_noted")

    @post("/oublier", status_code=SEE_OTHER)
    async def forget(self, view: TheView, vault_id: Id, document_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        await view.form()
        await talk.ask(ForgetPaperExpiry(vault_id=vault_id, document_id=document_id), Done)
        return view.go(_back(view, vault_id), "expiry_forgotten")


def _command(form: Form, vault_id: str, document_id: str, zone: str) -> NotePaperExpiry:
    if not form.text("expires_on"):
        raise InvalidInput("missing", "Donnez le jour.", field="expires_on")
    check_day(form)
    leads = [lead for lead in LEADS if str(lead) in form.every("lead_days")]
    if not leads:
        raise InvalidInput("missing", "Choisissez au moins un rappel.", field="lead_days")
    return NotePaperExpiry(
        vault_id=vault_id,
        document_id=document_id,
        expires_on=form.text("expires_on")[:10],
        zone=zone,
        lead_days=leads,
        title_in_sms=form.ticked("title_in_sms"),
    )


async def _form(
    view: View, vault_id: str, document_id: str, form: Form = EMPTY, problem: Problem | None = None
) -> Page:
    view.need("professional", "holder")
    for paper in await documents_of(view, vault_id) or []:
        if paper.id == document_id:
            end, back = (await ends_of(view, vault_id)).get(document_id), _back(view, vault_id)
            shown: dict[str, Any] = {
                "paper": paper,
                "end": end,
                "back": back,
                "vault_id": vault_id,
                "leads": LEADS,
            }
            return view.show("expiry.html", form=form, problem=problem, **shown)
    raise NotFound("document_not_found", "Ce document n'existe pas.")


def _back(view: View, vault_id: str) -> str:
    return "/papiers" if view.kind == "holder" else f"/coffre/{vault_id}"
