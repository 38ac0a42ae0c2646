"""Organisations, teams and members."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, post
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheGate, TheTalk
from shared.contracts.directory import (
    AddMember,
    FormTeam,
    GetOrganisation,
    ListMyOrganisations,
    Name,
    Organisation,
    Organisations,
    RegisterOrganisation,
    RemoveMember,
    Role,
)
from shared.contracts.shapes import Done


class NewTeam(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name


class NewMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`team_id` may be empty: of the organisation, of no team yet."""

    professional_id: str
    role: Role = "member"
    team_id: str = ""


class OrganisationsApi(Controller):
    """What a manager and members do with their organisation."""

    path = "/organisations"
    tags = ("organisations",)

    @post(
        "/", operation_id="registerOrganisation", summary="Register an organisation; its first manager is you"
    )
    async def register(self, talk: TheTalk, gate: TheGate, data: JSONBody[RegisterOrganisation]) -> Done:
        done = await talk.ask(data, Done)
        gate.forget(talk.actor.id)
        return done

    @get("/", operation_id="listMyOrganisations", summary="Your organisations")
    async def mine(self, talk: TheTalk) -> Organisations:
        return await talk.ask(ListMyOrganisations(), Organisations)

    @get(
        "/{organisation_id:str}",
        operation_id="getOrganisation",
        summary="One organisation; members see members",
    )
    async def get_organisation(self, talk: TheTalk, organisation_id: Id) -> Organisation:
        return await talk.ask(GetOrganisation(organisation_id=organisation_id), Organisation)

    @post("/{organisation_id:str}/teams", operation_id="formTeam", summary="Form a team")
    async def form_team(self, talk: TheTalk, organisation_id: Id, data: JSONBody[NewTeam]) -> Done:
        return await talk.ask(FormTeam(organisation_id=organisation_id, name=data.name), Done)

    @post(
        "/{organisation_id:str}/members",
        operation_id="addMember",
        summary="Add a member, which verifies them",
    )
    async def add_member(
        self, talk: TheTalk, gate: TheGate, organisation_id: Id, data: JSONBody[NewMember]
    ) -> Done:
        command = AddMember(
            organisation_id=organisation_id,
            professional_id=data.professional_id,
            role=data.role,
            team_id=data.team_id,
        )
        done = await talk.ask(command, Done)
        gate.forget(data.professional_id)
        return done

    @delete(
        "/{organisation_id:str}/members/{professional_id:str}",
        operation_id="removeMember",
        summary="Remove a member, or leave",
    )
    async def remove_member(
        self, talk: TheTalk, gate: TheGate, organisation_id: Id, professional_id: Id
    ) -> None:
        await talk.ask(RemoveMember(organisation_id=organisation_id, professional_id=professional_id), Done)
        gate.forget(professional_id)
