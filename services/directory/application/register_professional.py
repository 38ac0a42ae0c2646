"""A professional registers their own profile; they may search at once, and link once verified."""

from __future__ import annotations

from services.directory.application.coordinates import normal_email, normal_phone
from services.directory.application.people import acting_id
from services.directory.application.ports import Uses
from services.directory.domain.names import plain_name
from services.directory.domain.professional import Professional
from shared.contracts.directory import RegisterProfessional
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.problems import Conflict
from shared.rpc.call import Call


def register_professional(uses: Uses, request: RegisterProfessional, call: Call) -> Done:
    """The reply's id is the professional's. Raises `conflict:already_registered` for a second profile."""
    professional_id = acting_id(call)

    def work() -> Change:
        if uses.log.find(Professional, professional_id) is not None:
            raise Conflict("already_registered", "Votre profil existe déjà.")
        professional = Professional.register(
            professional_id,
            given_name=plain_name(request.given_name, "given_name"),
            family_name=plain_name(request.family_name, "family_name"),
            email=normal_email(request.email),
            phone=normal_phone(request.phone),
            profession=plain_name(request.profession, "profession", required=False),
        )
        uses.keys.create(professional_id)  # committed before the first event it seals
        return Change(reply=Done(id=str(professional_id)), aggregates=[professional])

    return uses.log.command(call, Done, work)
