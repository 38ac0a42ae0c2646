"""The card of one professional, as far as who asks may see it."""

from __future__ import annotations

from services.directory.application.cards import card_of
from services.directory.application.people import acting_professional, professional_named
from services.directory.application.ports import Uses
from shared.contracts.directory import GetProfessional, ProfessionalCard
from shared.problems import NotAllowed
from shared.rpc.call import Call


def get_professional(uses: Uses, request: GetProfessional, call: Call) -> ProfessionalCard:
    """Professionals see by their links; operators and services see initials. Raises `not_allowed`,
    `not_found`.
    """
    if call.actor.kind in ("operator", "service"):
        return card_of(uses, None, professional_named(uses, request.professional_id))
    if call.actor.kind != "professional":
        raise NotAllowed("professionals_only", "Ces fiches sont réservées aux professionnels.")
    return card_of(uses, acting_professional(uses, call), professional_named(uses, request.professional_id))
