"""The names of professionals for a person whom they follow: initials are for between professionals."""

from __future__ import annotations

from uuid import UUID

from services.directory.application.ports import Uses
from services.directory.domain.professional import Professional
from shared.contracts.directory_names import GetNames, NamedProfessional, NamedProfessionals
from shared.problems import NotAllowed
from shared.rpc.call import Call


def get_names(uses: Uses, request: GetNames, call: Call) -> NamedProfessionals:
    """Who is unknown, erased, or whose id is none, is left out. Raises `not_allowed:holders_only`."""
    if call.actor.kind != "holder":
        raise NotAllowed("holders_only", "Ces noms sont pour les personnes suivies.")
    found = [_named(uses, professional_id) for professional_id in request.professional_ids]
    return NamedProfessionals(professionals=[one for one in found if one is not None])


def _named(uses: Uses, professional_id: str) -> NamedProfessional | None:
    try:
        found = uses.log.find(Professional, UUID(professional_id))
    except ValueError:
        return None
    if found is None or not found.given_name:
        return None
    name = f"{found.given_name} {found.family_name}".strip()
    return NamedProfessional(id=professional_id, name=name, profession=found.profession)
