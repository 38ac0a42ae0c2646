"""Organisations: registering one, its teams, its members; the manager's page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.directory import (
    NAME_MAX,
    AddMember,
    FindProfessionals,
    FormTeam,
    GetOrganisation,
    ListMyOrganisations,
    Organisation,
    Organisations,
    ProfessionalCards,
    RegisterOrganisation,
    RemoveMember,
    VerifyProfessional,
)
from shared.contracts.shapes import Done
from shared.problems import InvalidInput, Problem


class OrganisationPages(Controller):
    """What members see and managers do."""

    path = "/structures"
    include_in_schema = False

    @get("/")
    async def mine(self, view: TheView) -> Page:
        return await _list(view)

    @post("/", status_code=SEE_OTHER)
    async def register(self, view: TheView) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            command = RegisterOrganisation(name=_name(form), place_id=form.text("place_id"))
            done = await talk.ask(command, Done)
        except Problem as problem:
            return await _list(view, form, problem)
        view.gate.forget(talk.actor.id)
        return view.go(f"/structures/{done.id}", "organisation_registered")

    @get("/{organisation_id:str}")
    async def organisation(self, view: TheView, organisation_id: Id) -> Page:
        return await _one(view, organisation_id)

    @post("/{organisation_id:str}/equipes", status_code=SEE_OTHER)
    async def form_team(self, view: TheView, organisation_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            await talk.ask(FormTeam(organisation_id=organisation_id, name=_name(form)), Done)
        except Problem as problem:
            return await _one(view, organisation_id, problem)
        return view.go(f"/structures/{organisation_id}", "team_formed")

    @post("/{organisation_id:str}/membres", status_code=SEE_OTHER)
    async def add_member(self, view: TheView, organisation_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        command = AddMember(
            organisation_id=organisation_id,
            professional_id=form.text("professional_id"),
            role="manager" if form.text("role") == "manager" else "member",
            team_id=form.text("team_id"),
        )
        try:
            await talk.ask(command, Done)
        except Problem as problem:
            return await _one(view, organisation_id, problem)
        view.gate.forget(command.professional_id)
        return view.go(f"/structures/{organisation_id}", "member_added")

    @post("/{organisation_id:str}/membres/{professional_id:str}/verifier", status_code=SEE_OTHER)
    async def verify(self, view: TheView, organisation_id: Id, professional_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        await talk.ask(VerifyProfessional(professional_id=professional_id), Done)
        view.gate.forget(professional_id)
        return view.go(f"/structures/{organisation_id}", "member_verified")

    @post("/{organisation_id:str}/membres/{professional_id:str}/retirer", status_code=SEE_OTHER)
    async def remove(self, view: TheView, organisation_id: Id, professional_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        await talk.ask(RemoveMember(organisation_id=organisation_id, professional_id=professional_id), Done)
        view.gate.forget(professional_id)
        back = "/structures" if professional_id == talk.actor.id else f"/structures/{organisation_id}"
        return view.go(back, "member_removed")


async def _list(view: View, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    mine = await view.need("professional").ask(ListMyOrganisations(), Organisations)
    verified = view.talk.actor.verified
    return view.show(
        "organisations.html", organisations=mine.organisations, form=form, verified=verified, problem=problem
    )


async def _one(view: View, organisation_id: str, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    found = None
    organisation = await talk.ask(GetOrganisation(organisation_id=organisation_id), Organisation)
    words = view.request.query_params.get("q", "").strip()[:NAME_MAX]
    if words and organisation.my_role == "manager":
        found = await talk.ask(FindProfessionals(text=words), ProfessionalCards)
    return view.show(
        "organisation.html",
        organisation=organisation,
        found=found,
        q=words,
        me=talk.actor.id,
        problem=problem,
    )


def _name(form: Form) -> str:
    name = form.text("name")
    if not 0 < len(name) <= NAME_MAX:
        raise InvalidInput("missing", "Donnez un nom.", field="name")
    return name
