"""One organisation: its teams for all, its members with their names for its own members."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.directory.application.people import acting_professional, organisation_named
from services.directory.application.ports import Uses
from services.directory.domain.organisation import Organisation as Aggregate
from services.directory.domain.organisation import Role
from services.directory.domain.professional import Professional
from shared.contracts.directory import GetOrganisation, Member, Organisation, Team
from shared.rpc.call import Call


def get_organisation(uses: Uses, request: GetOrganisation, call: Call) -> Organisation:
    """Raises `not_found`. Who is not a member sees name and teams only."""
    organisation = organisation_named(uses, request.organisation_id)
    me = "" if call.actor.kind in ("operator", "service") else str(acting_professional(uses, call).id)
    return described(uses, organisation, me, with_members=me in organisation.members)


def described(uses: Uses, organisation: Aggregate, me: str, *, with_members: bool) -> Organisation:
    """The organisation as `me` reads it; members by family name."""
    members = [_member(uses, organisation, one) for one in organisation.members] if with_members else []
    role: Role | Literal[""] = organisation.members.get(me, "")
    return Organisation(
        id=str(organisation.id),
        name=organisation.name,
        place_id=organisation.place_id,
        my_role=role,
        teams=[Team(id=team_id, name=name) for team_id, name in organisation.teams.items()],
        members=sorted(
            members, key=lambda one: (one.family_name.casefold(), one.given_name, one.professional_id)
        ),
    )


def _member(uses: Uses, organisation: Aggregate, professional_id: str) -> Member:
    person = uses.log.find(Professional, UUID(professional_id))
    return Member(
        professional_id=professional_id,
        initials=person.initials if person else "",
        role=organisation.members[professional_id],
        verified=bool(person and person.verified),
        given_name=person.given_name if person else "",
        family_name=person.family_name if person else "",
        team_ids=organisation.teams_of(professional_id),
    )
