"""The organisations that the acting professional belongs to, with their members."""

from __future__ import annotations

from services.directory.application.get_organisation import described
from services.directory.application.people import acting_professional, organisation_named
from services.directory.application.ports import Uses
from shared.contracts.directory import ListMyOrganisations, Organisations
from shared.rpc.call import Call


def list_my_organisations(uses: Uses, _request: ListMyOrganisations, call: Call) -> Organisations:
    """Read from the professional and the organisations themselves: who left a moment ago sees it no more."""
    me = acting_professional(uses, call)
    mine = [organisation_named(uses, one) for one in me.organisation_ids]
    return Organisations(organisations=[described(uses, one, str(me.id), with_members=True) for one in mine])
