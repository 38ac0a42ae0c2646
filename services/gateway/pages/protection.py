"""For professionals: mandates of a person, emergency access, and verifying as a second person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, get, post

from services.gateway.deposit import deposit
from services.gateway.edge.given import Id
from services.gateway.edge.visitor import ask_as_of_now
from services.gateway.pages.consent_form import ACTIONS, CATEGORIES, ICONS, grantee_in, grantees_of
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.upload_form import read_upload
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault_emergency import (
    Emergencies,
    EmergencyReason,
    ListEmergencies,
    ListVerifications,
    OpenEmergency,
    ReviewEmergency,
    Verification,
    Verifications,
)
from shared.contracts.vault_mandates import (
    AttachDecision,
    ConfirmMandate,
    EndMandate,
    ListMandates,
    MandateKind,
    Mandates,
    RecordMandate,
)
from shared.contracts.vault_terms import Grantee
from shared.problems import InvalidInput, NotAllowed, Problem

KINDS: tuple[str, ...] = get_args(MandateKind)
REASONS: tuple[str, ...] = get_args(EmergencyReason)
MINUTES = (15, 30, 60)
FILL_IN = "Remplissez cette case, en quelques mots s'il le faut."


class ProtectionPages(Controller):
    """Coming in beside consents."""

    path = "/coffre/{vault_id:str}"
    include_in_schema = False

    @get("/mandats")
    async def mandates(self, view: TheView, vault_id: Id) -> Page:
        return await _mandates(view, vault_id)

    @post("/mandats", status_code=SEE_OTHER)
    async def record(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            grantee = grantee_in(form, await grantees_of(talk))
            said = {"vault_id": vault_id, "mandate": mandate_said(view, form, grantee)}
            await talk.ask(converted(said, RecordMandate, FILL_IN), Done)
        except Problem as problem:
            return await _mandates(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}/mandats", "mandate_recorded")

    @post("/mandats/{mandate_id:str}/decision", status_code=SEE_OTHER, request_max_body_size=None)
    async def decision(self, view: TheView, vault_id: Id, mandate_id: Id) -> Response[Any]:
        talk = view.need("professional")
        try:
            form, chunks = await read_upload(view.request)
            talk.key = form.key or talk.key
            title = view.words("mandate.decision")
            kept = await deposit(talk, view.parts.blobs, vault_id, "justice", title, chunks, None)
            command = AttachDecision(vault_id=vault_id, mandate_id=mandate_id, document_id=kept.id)
            await talk.ask(command, Done)
        except Problem as problem:
            return await _mandates(view, vault_id, EMPTY, problem)
        return view.go(f"/coffre/{vault_id}/mandats", "decision_attached")

    @post("/mandats/{mandate_id:str}/confirmer", status_code=SEE_OTHER)
    async def confirm(self, view: TheView, vault_id: Id, mandate_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        await talk.ask(ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id), Done)
        return view.go("/", "mandate_confirmed")

    @post("/mandats/{mandate_id:str}/terminer", status_code=SEE_OTHER)
    async def end(self, view: TheView, vault_id: Id, mandate_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        await talk.ask(EndMandate(vault_id=vault_id, mandate_id=mandate_id), Done)
        return view.go(f"/coffre/{vault_id}/mandats", "mandate_ended")

    @get("/urgence")
    async def emergency(self, view: TheView, vault_id: Id) -> Page:
        return await _emergency(view, vault_id)

    @post("/urgence", status_code=SEE_OTHER)
    async def open(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        said = {
            "vault_id": vault_id,
            "reason": form.text("reason"),
            "account": form.text("account"),
            "minutes": int(form.text("minutes")) if form.text("minutes").isdigit() else 0,
        }
        try:
            await ask_as_of_now(talk, view.gate)
            await talk.ask(converted(said, OpenEmergency, FILL_IN), Done)
        except Problem as problem:
            return await _emergency(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "emergency_opened")

    @post("/urgences/{emergency_id:str}/verifier", status_code=SEE_OTHER)
    async def review(self, view: TheView, vault_id: Id, emergency_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        said = {
            "vault_id": vault_id,
            "emergency_id": emergency_id,
            "outcome": form.text("outcome"),
            "account": form.text("account"),
        }
        try:
            await talk.ask(converted(said, ReviewEmergency, FILL_IN), Done)
        except Problem as problem:
            return await _emergency(view, vault_id, form, problem)
        return view.go("/", "emergency_reviewed")


async def verifications_of(view: View) -> list[Verification]:
    """What waits for the visitor as a second person; nothing where that cannot be told now."""
    try:
        return (await view.talk.ask(ListVerifications(), Verifications)).verifications
    except Problem:
        return []


async def _mandates(view: View, vault_id: str, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    try:
        mandates = (await talk.ask(ListMandates(vault_id=vault_id), Mandates)).mandates
    except NotAllowed:
        mandates = []
    return view.show(
        "mandates.html",
        vault_id=vault_id,
        mandates=mandates,
        grantees=await grantees_of(talk),
        kinds=KINDS,
        actions=ACTIONS,
        categories=CATEGORIES,
        icons=ICONS,
        form=form,
        problem=problem,
    )


async def _emergency(view: View, vault_id: str, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    try:
        found = (await talk.ask(ListEmergencies(vault_id=vault_id), Emergencies)).emergencies
    except NotAllowed:
        found = []
    return view.show(
        "emergency.html",
        vault_id=vault_id,
        emergencies=found,
        reasons=REASONS,
        minutes=MINUTES,
        form=form,
        problem=problem,
    )


def mandate_said(view: View, form: Form, grantee: Grantee) -> dict[str, Any]:
    """The measure as the form tells it, not yet checked."""
    zone = view.parts.settings.zone
    return {
        "kind": form.text("kind"),
        "representative": msgspec.structs.asdict(grantee),
        "scope": {"categories": form.every("categories"), "parts": form.every("parts")},
        "actions": form.every("actions"),
        "since": _day(form, "since", zone),
        "until": _day(form, "until", zone),
        "court": form.text("court"),
        "reference": form.text("reference"),
    }


def _day(form: Form, name: str, zone: str) -> str:
    """The beginning of a day of this territory, as an instant."""
    try:
        day = date.fromisoformat(form.text(name))
    except ValueError:
        raise InvalidInput("missing", "Donnez le jour.", field=name) from None
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).isoformat()
