"""Somebody entitled to it vouches for a professional."""

from __future__ import annotations

from services.directory.application.people import acting_professional, organisation_named, professional_named
from services.directory.application.ports import Uses
from services.directory.domain.professional import Professional, VerifyingMeans
from services.directory.domain.verification import means_of_verifying
from shared.contracts.directory import VerifyProfessional
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.rpc.call import Call


def verify_professional(uses: Uses, request: VerifyProfessional, call: Call) -> Done:
    """Already verified: nothing changes. Raises `not_allowed` for who may not vouch for them."""

    def work() -> Change:
        professional = professional_named(uses, request.professional_id)
        professional.verify(_means(uses, call, professional), call.actor.id)
        return Change(reply=Done(id=request.professional_id), aggregates=[professional])

    return uses.log.command(call, Done, work)


def _means(uses: Uses, call: Call, professional: Professional) -> VerifyingMeans:
    if call.actor.kind == "operator":
        return "operator"
    verifier = acting_professional(uses, call)
    both = sorted(set(verifier.organisation_ids) & set(professional.organisation_ids))
    return means_of_verifying(verifier, professional, [organisation_named(uses, one) for one in both])
