"""A manager forms a team within the organisation."""

from __future__ import annotations

from services.directory.application.people import acting_professional, organisation_named
from services.directory.application.ports import Uses
from services.directory.domain.names import plain_name
from shared.contracts.directory import FormTeam
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.ids import new_id
from shared.rpc.call import Call


def form_team(uses: Uses, request: FormTeam, call: Call) -> Done:
    """The reply's id is the team's. Raises `not_allowed:not_manager`, `conflict:team_exists`."""

    def work() -> Change:
        manager = acting_professional(uses, call)
        organisation = organisation_named(uses, request.organisation_id)
        team_id = str(new_id())
        organisation.form_team(str(manager.id), team_id, plain_name(request.name, "name"))
        return Change(reply=Done(id=team_id), aggregates=[organisation])

    return uses.log.command(call, Done, work)
