"""A verified professional registers an organisation and becomes its first manager."""

from __future__ import annotations

from services.directory.application.people import acting_verified
from services.directory.application.ports import Uses
from services.directory.domain.names import plain_name
from services.directory.domain.organisation import Organisation
from shared.contracts.directory import RegisterOrganisation
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.ids import new_id
from shared.rpc.call import Call


def register_organisation(uses: Uses, request: RegisterOrganisation, call: Call) -> Done:
    """The reply's id is the organisation's. Raises `not_allowed:unverified`."""

    def work() -> Change:
        manager = acting_verified(uses, call)
        name = plain_name(request.name, "name")
        place_id = plain_name(request.place_id, "place_id", required=False)
        organisation = Organisation.register(new_id(), name, place_id, str(manager.id))
        manager.join(str(organisation.id))
        return Change(reply=Done(id=str(organisation.id)), aggregates=[organisation, manager])

    return uses.log.command(call, Done, work)
