"""A member leaves the organisation, by themselves or by a manager."""

from __future__ import annotations

from services.directory.application.people import acting_professional, organisation_named, professional_named
from services.directory.application.ports import Uses
from shared.contracts.directory import RemoveMember
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.rpc.call import Call


def remove_member(uses: Uses, request: RemoveMember, call: Call) -> Done:
    """Raises `not_allowed:not_manager`, `not_found:member`, `refused:last_manager`."""

    def work() -> Change:
        author = acting_professional(uses, call)
        organisation = organisation_named(uses, request.organisation_id)
        professional = professional_named(uses, request.professional_id)
        organisation.remove(str(author.id), str(professional.id))
        professional.leave(str(organisation.id))
        return Change(reply=Done(id=str(professional.id)), aggregates=[organisation, professional])

    return uses.log.command(call, Done, work)
