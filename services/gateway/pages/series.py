"""What comes again: its dates shown before they are kept, then all, some or one changed, and undone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.series_form import EVERY, LEADS, carried, preview_in, series_in, title_in, wall_in
from services.gateway.pages.series_words import WEEKDAYS, told
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault_series import (
    CancelSeries,
    GetSeries,
    MoveSeries,
    PutBackOccurrences,
    ScheduleSeries,
    Series,
    SeriesDates,
)
from shared.problems import Problem

ID_CHARS = 36


class SeriesPages(Controller):
    """One person's appointments that come again."""

    path = "/coffre/{vault_id:str}/series"
    include_in_schema = False

    @get("/")
    async def new(self, view: TheView, vault_id: Id) -> Page:
        return _new(view, vault_id, EMPTY)

    @post("/dates", status_code=200)
    async def preview(self, view: TheView, vault_id: Id) -> Page:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            title_in(form)
            asked = preview_in(form, view.parts.settings.zone)
            dates = (await talk.ask(asked, SeriesDates)).dates
        except Problem as problem:
            return _new(view, vault_id, form, problem)
        return view.show(
            "series_preview.html",
            vault_id=vault_id,
            title=form.text("title"),
            place_name=form.text("place_name"),
            said=told(view.words, asked.rhythm, dates[0].starts_local),
            dates=dates,
            left=sum(not one.skipped for one in dates),
            carried=list(carried(form)),
        )

    @post("/", status_code=SEE_OTHER)
    async def schedule(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            command: ScheduleSeries = series_in(form, vault_id, view.parts.settings.zone)
            series = await talk.ask(command, Series)
        except Problem as problem:
            return _new(view, vault_id, form, problem)
        return view.go(_address(vault_id, series.id), "series_scheduled")

    @get("/{series_id:str}")
    async def one(self, view: TheView, vault_id: Id, series_id: Id) -> Page:
        return await _one(view, vault_id, series_id)

    @post("/{series_id:str}/deplacer", status_code=SEE_OTHER)
    async def move(self, view: TheView, vault_id: Id, series_id: Id) -> Response[Any]:
        """This one and all after; the page that follows offers the way back."""
        talk = view.need("professional", "holder")
        form = await view.form()
        chosen = form.text("appointment_id")[:ID_CHARS]
        try:
            moved = await talk.ask(
                MoveSeries(
                    vault_id=vault_id, series_id=series_id, appointment_id=chosen, starts_local=wall_in(form)
                ),
                Series,
            )
        except Problem as problem:
            return await _one(view, vault_id, series_id, problem)
        back = {"done": "series_moved"}
        if form.text("before"):
            back |= {"appointment": chosen, "before": form.text("before")}
        return view.go(f"{_address(vault_id, moved.id)}?{urlencode(back)}")

    @post("/{series_id:str}/annuler", status_code=SEE_OTHER)
    async def cancel(self, view: TheView, vault_id: Id, series_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        since = form.text("appointment_id")[:ID_CHARS]
        command = CancelSeries(vault_id=vault_id, series_id=series_id, from_appointment_id=since)
        try:
            await talk.ask(command, Series)
        except Problem as problem:
            return await _one(view, vault_id, series_id, problem)
        return view.go(_address(vault_id, series_id), "series_cancelled")

    @post("/{series_id:str}/remettre", status_code=SEE_OTHER)
    async def put_back(self, view: TheView, vault_id: Id, series_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        wanted = [one[:ID_CHARS] for one in form.every("appointment_ids")]
        command = PutBackOccurrences(vault_id=vault_id, series_id=series_id, appointment_ids=wanted)
        try:
            await talk.ask(command, Series)
        except Problem as problem:
            return await _one(view, vault_id, series_id, problem)
        return view.go(_address(vault_id, series_id), "series_put_back")


def _address(vault_id: str, series_id: str) -> str:
    return f"/coffre/{vault_id}/series/{series_id}"


def _new(view: View, vault_id: str, form: Form, problem: Problem | None = None) -> Page:
    view.need("professional", "holder")
    return view.show(
        "series_new.html",
        vault_id=vault_id,
        back=home_of(view, vault_id),
        form=form,
        problem=problem,
        ways=EVERY,
        weekdays=WEEKDAYS,
        leads=LEADS,
    )


async def _one(view: View, vault_id: str, series_id: str, problem: Problem | None = None) -> Page:
    talk = view.need("professional", "holder")
    series = await talk.ask(GetSeries(vault_id=vault_id, series_id=series_id), Series)
    now, asked = view.parts.clock.now(), view.request.query_params
    shown = sorted(series.occurrences, key=lambda o: o.appointment.starts_at)
    return view.show(
        "series.html",
        vault_id=vault_id,
        back=home_of(view, vault_id),
        series=series,
        said=told(view.words, series.rhythm, series.usual_local),
        coming=[o for o in shown if o.coming],
        cancelled=[o for o in shown if o.appointment.state == "cancelled" and o.appointment.starts_at > now],
        before=asked.get("before", "")[:16],
        moved=asked.get("appointment", "")[:ID_CHARS],
        problem=problem,
    )


def home_of(view: View, vault_id: str) -> str:
    """Where the appointments are listed."""
    return "/rendez-vous" if view.kind == "holder" else f"/coffre/{vault_id}"
