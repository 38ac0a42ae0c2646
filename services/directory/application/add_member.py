"""A manager adds a professional to the organisation, or to one of its teams, and thereby vouches for them."""

from __future__ import annotations

from services.directory.application.people import acting_verified, organisation_named, professional_named
from services.directory.application.ports import Uses
from shared.contracts.directory import AddMember
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.rpc.call import Call


def add_member(uses: Uses, request: AddMember, call: Call) -> Done:
    """Already a member: the role and the team change. Raises `not_allowed:not_manager`, `not_found`,
    `refused`.
    """

    def work() -> Change:
        manager = acting_verified(uses, call)
        organisation = organisation_named(uses, request.organisation_id)
        professional = professional_named(uses, request.professional_id)
        organisation.add(str(manager.id), str(professional.id), request.role, request.team_id)
        professional.join(str(organisation.id))
        professional.verify("manager", str(manager.id))
        return Change(reply=Done(id=str(professional.id)), aggregates=[organisation, professional])

    return uses.log.command(call, Done, work)
