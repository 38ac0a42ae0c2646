"""The first page: what each kind of account came for."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from services.gateway.pages.operator import operator_home
from services.gateway.pages.paper_ends import ends_of
from services.gateway.pages.protection import verifications_of
from services.gateway.pages.recovery import open_recovery
from services.gateway.pages.view import TheView, View
from services.gateway.pages.who_sees import notices_of
from shared.contracts.directory import ListMyOrganisations, Organisations
from shared.contracts.vault import NAME_FILTER_MAX, FollowUps, GetVault, ListFollowUps, Vault
from shared.contracts.vault_appointments import Appointment, Appointments, ListAppointments
from shared.problems import Problem, Unavailable

ID_MAX = 36  # characters of an id


@get("/", include_in_schema=False)
async def home(view: TheView) -> Response[Any]:
    """The visitor's own first page; the door for who is not signed in."""
    if view.kind == "anonymous":
        return view.show("welcome.html")
    if view.kind == "holder":
        return await _holder(view)
    if view.kind == "operator":
        return await operator_home(view)
    return await _professional(view)


async def _holder(view: View) -> Response[Any]:
    vault = await view.talk.ask(GetVault(vault_id=view.talk.actor.id), Vault)
    waiting = [request for request in vault.requests if request.state == "waiting"]
    live = [consent for consent in vault.consents if consent.state == "live"]
    return view.show(
        "holder_home.html",
        vault=vault,
        waiting=waiting,
        live=live,
        coming=await _next_one(view),
        ends=await ends_of(view, vault.id),
        notices=await notices_of(view),
        way_back=await open_recovery(view, vault.id),
    )


@post("/personnes", include_in_schema=False, status_code=200)
async def find_person(view: TheView) -> Response[Any]:
    """The list with only the names looked for: sent in a form, so that no address keeps a person's name."""
    view.need("professional")
    form = await view.form()
    return await _professional(view, form.text("nom")[:NAME_FILTER_MAX], form.text("apres")[:ID_MAX])


async def _professional(view: View, name: str = "", after: str = "") -> Response[Any]:
    talk = view.talk
    people, more = None, ""
    after = after or view.request.query_params.get("apres", "")[:ID_MAX]
    try:
        page = await talk.ask(ListFollowUps(after=after, name=name), FollowUps)
        people, more = page.people, page.next
    except Unavailable:
        pass  # the page says that the list does not answer
    try:
        organisations = (await talk.ask(ListMyOrganisations(), Organisations)).organisations
    except Problem:
        organisations = []
    return view.show(
        "pro_home.html",
        people=people,
        more=more,
        name=name,
        organisations=organisations,
        verified=talk.actor.verified,
        who=talk.actor,
        verifications=await verifications_of(view),
    )


async def _next_one(view: View) -> Appointment | None:
    try:
        listed = await view.talk.ask(ListAppointments(vault_id=view.talk.actor.id), Appointments)
    except Problem:
        return None
    now = view.parts.clock.now()
    coming = [a for a in listed.appointments if a.state == "scheduled" and a.starts_at >= now]
    return min(coming, key=lambda a: a.starts_at, default=None)
