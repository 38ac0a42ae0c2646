"""Appointments added, moved, changed and cancelled, by the person or by who accompanies them."""

from __future__ import annotations

import re
from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.amendment_form import amendment_in, leads_offered
from services.gateway.pages.coming import lines_of
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.vault import appointments_of, show_person
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault_appointments import (
    Appointment,
    CancelAppointment,
    MoveAppointment,
    ScheduleAppointment,
)
from shared.problems import InvalidInput, NotFound, Problem

WALL_CHARS = 16  # 2026-03-05T14:30
LEADS = (24, 48, 2)
ID = re.compile(r"[0-9a-f-]{36}")


class CalendarPages(Controller):
    """One person's appointments."""

    path = "/coffre/{vault_id:str}/rendez-vous"
    include_in_schema = False

    @post("/", status_code=SEE_OTHER)
    async def schedule(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            await talk.ask(_scheduled(form, vault_id, view.parts.settings.zone), Appointment)
        except Problem as problem:
            return await _again(view, vault_id, form, problem)
        return view.go(_home(view, vault_id), "appointment_scheduled")

    @get("/{appointment_id:str}")
    async def one(self, view: TheView, vault_id: Id, appointment_id: Id) -> Page:
        return await _one(view, vault_id, appointment_id)

    @post("/{appointment_id:str}/deplacer", status_code=SEE_OTHER)
    async def move(self, view: TheView, vault_id: Id, appointment_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            command = MoveAppointment(
                vault_id=vault_id, appointment_id=appointment_id, starts_local=_wall(form)
            )
            await talk.ask(command, Appointment)
        except Problem as problem:
            return await _one(view, vault_id, appointment_id, form, problem)
        return view.go(_after(view, vault_id, form), "appointment_moved")

    @post("/{appointment_id:str}/changer", status_code=SEE_OTHER)
    async def amend(self, view: TheView, vault_id: Id, appointment_id: Id) -> Response[Any]:
        """What it is for, where, when to remind."""
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            command = amendment_in(form, vault_id, appointment_id)
            if command is not None:
                await talk.ask(command, Appointment)
        except Problem as problem:
            return await _one(view, vault_id, appointment_id, form, problem)
        return view.go(_after(view, vault_id, form), "appointment_amended" if command else "appointment_kept")

    @post("/{appointment_id:str}/annuler", status_code=SEE_OTHER)
    async def cancel(self, view: TheView, vault_id: Id, appointment_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        await talk.ask(CancelAppointment(vault_id=vault_id, appointment_id=appointment_id), Done)
        return view.go(_after(view, vault_id, form), "appointment_cancelled")


def _scheduled(form: Form, vault_id: str, zone: str) -> ScheduleAppointment:
    if not form.text("title"):
        raise InvalidInput("missing", "Dites pour quoi est le rendez-vous.", field="title")
    leads = [int(text) for text in form.every("lead_hours") if text.isdigit() and int(text) in LEADS]
    said = {
        "vault_id": vault_id,
        "title": form.text("title"),
        "starts_local": _wall(form),
        "zone": zone,
        "place_name": form.text("place_name"),
        "lead_hours": leads or [LEADS[0]],
    }
    return converted(said, ScheduleAppointment)


def _wall(form: Form) -> str:
    local = form.text("starts_local")[:WALL_CHARS]
    if len(local) != WALL_CHARS:
        raise InvalidInput("missing", "Donnez le jour et l'heure.", field="starts_local")
    return local


async def _one(
    view: View, vault_id: str, appointment_id: str, form: Form = EMPTY, problem: Problem | None = None
) -> Page:
    view.need("professional", "holder")
    for appointment in await appointments_of(view, vault_id) or []:
        if appointment.id == appointment_id:
            back = _home(view, vault_id)
            return view.show(
                "appointment.html",
                a=appointment,
                vault_id=vault_id,
                back=back,
                form=form,
                problem=problem,
                leads=leads_offered(appointment.lead_hours),
            )
    raise NotFound("appointment_gone", "Ce rendez-vous n'est plus là.")


async def _again(view: View, vault_id: str, form: Form, problem: Problem) -> Page:
    if view.kind == "professional":
        return await show_person(view, vault_id, form, problem)
    coming = lines_of(await appointments_of(view, vault_id))
    return view.show("appointments.html", vault_id=vault_id, appointments=coming, form=form, problem=problem)


def _after(view: View, vault_id: str, form: Form) -> str:
    """Where what was done alone of a series can be undone; else where appointments are listed."""
    series_id = form.text("series_id")
    return f"/coffre/{vault_id}/series/{series_id}" if ID.fullmatch(series_id) else _home(view, vault_id)


def _home(view: View, vault_id: str) -> str:
    return "/rendez-vous" if view.kind == "holder" else f"/coffre/{vault_id}"
