"""Finding who acts and whom they speak of, each refused in plain words when they are not there."""

from __future__ import annotations

from uuid import UUID

from services.directory.application.ports import Uses
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional
from shared.problems import InvalidInput, NotAllowed, NotFound
from shared.rpc.call import Call


def parsed_id(text: str, field: str) -> UUID:
    """The id as typed. Raises `invalid_input` naming the field."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(
            "malformed_id", "Cet identifiant n'a pas la forme attendue.", field=field
        ) from None


def acting_id(call: Call) -> UUID:
    """The id of the professional who acts. Raises `not_allowed` for any other kind of actor."""
    if call.actor.kind != "professional":
        raise NotAllowed("professionals_only", "Cette action est réservée aux professionnels.")
    return parsed_id(call.actor.id, "actor")


def acting_professional(uses: Uses, call: Call) -> Professional:
    """Who acts, as they are registered here. Raises `not_allowed:not_registered` before that."""
    found = uses.log.find(Professional, acting_id(call))
    if found is None or found.retired or not found.given_name:
        raise NotAllowed("not_registered", "Complétez d'abord votre profil professionnel.")
    return found


def acting_verified(uses: Uses, call: Call) -> Professional:
    """Who acts, once somebody vouched for them. Raises `not_allowed:unverified` before that."""
    found = acting_professional(uses, call)
    found.must_be_verified()
    return found


def professional_named(uses: Uses, professional_id: str) -> Professional:
    """Raises `not_found` for an unknown or an erased professional."""
    found = uses.log.find(Professional, parsed_id(professional_id, "professional_id"))
    if found is None or found.retired or not found.given_name:
        raise NotFound(
            "professional", "Ce professionnel n'est pas dans le répertoire.", field="professional_id"
        )
    return found


def organisation_named(uses: Uses, organisation_id: str) -> Organisation:
    """Raises `not_found` for an unknown organisation."""
    missing = NotFound(
        "organisation", "Cette structure n'est pas dans le répertoire.", field="organisation_id"
    )
    return uses.log.load(Organisation, parsed_id(organisation_id, "organisation_id"), missing=missing)
