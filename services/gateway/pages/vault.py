"""A person's vault as a professional works in it, and the acts that the person shares: papers,
appointments.
"""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.deposit import add_pages, deposit_staged, stage_files
from services.gateway.edge.given import Id
from services.gateway.pages.coming import lines_of
from services.gateway.pages.consent_form import (
    CATEGORIES,
    DAYS,
    ICONS,
    PURPOSES,
    grantee_in,
    grantees_of,
    terms_of,
)
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.paper_ends import check_day, ends_of, note_at_deposit
from services.gateway.pages.recovery import open_recovery
from services.gateway.pages.shelves import PAPERS_AT_ONCE, labels_of, shelves_of
from services.gateway.pages.upload_form import read_uploads
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault import (
    TITLE_MAX,
    BeginDeposit,
    Document,
    Documents,
    GetVault,
    ListDocuments,
    RequestConsent,
    Vault,
)
from shared.contracts.vault_appointments import Appointment, Appointments, ListAppointments
from shared.problems import InvalidInput, NotAllowed, Problem


class VaultPages(Controller):
    """One person's papers and appointments."""

    path = "/coffre/{vault_id:str}"
    include_in_schema = False

    @get("/")
    async def person(self, view: TheView, vault_id: Id) -> Response[Any]:
        if view.need("professional", "holder").actor.kind == "holder":
            return view.go("/")
        try:
            return await show_person(view, vault_id)
        except NotAllowed as problem:
            return view.show("closed_vault.html", vault_id=vault_id, problem=problem)

    @post("/papiers", status_code=SEE_OTHER, request_max_body_size=None)
    async def add(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk, form = view.need("professional", "holder"), EMPTY
        try:
            form, files = await read_uploads(view.request)
            talk.key = form.key or talk.key
            title = form.text("title")[:TITLE_MAX] or view.words(f"category.{form.text('category')}")
            if form.text("category") not in CATEGORIES:
                raise InvalidInput("category_missing", "Choisissez une sorte de papier.", field="category")
            check_day(form)
            document_id, staged = await stage_files(
                talk, view.parts.blobs, begin_with(vault_id, form, title), files
            )
            if len(staged) > 1 or form.ticked("several"):
                await add_pages(
                    talk, view.parts.blobs, vault_id, document_id, staged, form.text("expires_on")
                )
                return view.go(f"/coffre/{vault_id}/brouillon/{document_id}")
            kept = await deposit_staged(talk, view.parts.blobs, vault_id, document_id, staged[0])
            await note_at_deposit(view, vault_id, kept.id, form)
        except Problem as problem:
            return await back_with(view, vault_id, form, problem)
        place = f"/coffre/{vault_id}/dossiers/{kept.category}/{kept.folder}" if kept.folder else ""
        return view.go(place or _home(view, vault_id, "/papiers"), "document_deposited")

    @post("/demande", status_code=SEE_OTHER)
    async def request_consent(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            grantee = grantee_in(form, await grantees_of(talk))
            terms = terms_of(form, grantee, view.parts.clock.now(), actions=["see", "add", "print"])
            await talk.ask(RequestConsent(vault_id=vault_id, terms=terms), Done)
        except Problem as problem:
            return await back_with(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "consent_requested")


async def show_person(view: View, vault_id: str, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    """A professional's view of one person: papers, appointments, what is allowed and until when."""
    talk = view.need("professional")
    vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
    listed = await listing_of(view, vault_id)
    live = [consent for consent in vault.consents if consent.state == "live"]
    return view.show(
        "person.html",
        vault=vault,
        live=live,
        ends=await ends_of(view, vault_id),
        way_back=await open_recovery(view, vault_id),
        documents=listed.documents if listed else None,
        shelves=shelves_of(listed) if listed else [],
        labels=labels_of(listed) if listed else {},
        at_once=PAPERS_AT_ONCE,
        scanned=listed.scanned if listed else None,
        appointments=lines_of(await appointments_of(view, vault_id)),
        grantees=await grantees_of(talk),
        categories=CATEGORIES,
        icons=ICONS,
        purposes=PURPOSES,
        days=DAYS,
        form=form,
        problem=problem,
    )


async def back_with(view: View, vault_id: str, form: Form, problem: Problem) -> Page:
    """The page the form was on, with what was refused."""
    if view.kind == "professional":
        try:
            return await show_person(view, vault_id, form, problem)
        except NotAllowed:
            raise problem from None
    return view.show(
        "add_paper.html", vault_id=vault_id, form=form, problem=problem, categories=CATEGORIES, icons=ICONS
    )


async def documents_of(view: View, vault_id: str) -> list[Document] | None:
    """The papers one may see; None when none may be seen."""
    listed = await listing_of(view, vault_id)
    return listed.documents if listed else None


async def listing_of(view: View, vault_id: str) -> Documents | None:
    """The same, with what else is told of them: room, folders, whether an antivirus looks at them."""
    try:
        return await view.talk.ask(ListDocuments(vault_id=vault_id), Documents)
    except NotAllowed:
        return None


async def appointments_of(view: View, vault_id: str) -> list[Appointment] | None:
    """Appointments to come, soonest first; None when they may not be seen."""
    try:
        listed = (await view.talk.ask(ListAppointments(vault_id=vault_id), Appointments)).appointments
    except NotAllowed:
        return None
    now = view.parts.clock.now()
    return sorted(
        (a for a in listed if a.state == "scheduled" and a.starts_at >= now), key=lambda a: a.starts_at
    )


def begin_with(vault_id: str, form: Form, title: str) -> BeginDeposit:
    """The deposit that a form asks for; its category was checked."""
    category: Any = form.text("category")
    return BeginDeposit(vault_id=vault_id, category=category, title=title, folder=form.text("folder")[:64])


def _home(view: View, vault_id: str, own: str) -> str:
    return own if view.kind == "holder" else f"/coffre/{vault_id}"
