"""What the directory tells others: each domain event as the public facts it means. Ids and codes, no
personal data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.directory.domain.contact_link import ContactLink
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional
from shared.contracts import directory_facts as facts
from shared.contracts.shapes import Fact


def translate(event: Any) -> Sequence[Fact]:
    """The facts that one domain event means; none for what is the directory's own affair."""
    for kind, told in _TOLD:
        if isinstance(event, kind):
            return told(event, str(event.originator_id))
    return ()


def _professional_registered(_event: Any, me: str) -> Sequence[Fact]:
    return [facts.ProfessionalRegistered(professional_id=me)]


def _retired(_event: Any, me: str) -> Sequence[Fact]:
    return [facts.ProfessionalRetired(professional_id=me)]


def _verified(event: Any, me: str) -> Sequence[Fact]:
    return [facts.ProfessionalVerified(professional_id=me, means=event.means)]


def _organisation_registered(event: Any, me: str) -> Sequence[Fact]:
    return [
        facts.OrganisationRegistered(organisation_id=me, name=event.name),
        facts.MemberJoined(organisation_id=me, professional_id=event.manager_id, role="manager"),
    ]


def _team_formed(event: Any, me: str) -> Sequence[Fact]:
    return [facts.TeamFormed(organisation_id=me, team_id=event.team_id, name=event.name)]


def _joined(event: Any, me: str) -> Sequence[Fact]:
    """Joining, another role and joining a team are one fact: who belongs, as what."""
    team_id = getattr(event, "team_id", "")
    return [
        facts.MemberJoined(
            organisation_id=me, professional_id=event.professional_id, role=event.role, team_id=team_id
        )
    ]


def _left(event: Any, me: str) -> Sequence[Fact]:
    return [facts.MemberLeft(organisation_id=me, professional_id=event.professional_id)]


def _link(kind: type[facts.ContactRequested]) -> Callable[[Any, str], Sequence[Fact]]:
    def told(event: Any, me: str) -> Sequence[Fact]:
        return [kind(link_id=me, requester_id=event.requester_id, addressee_id=event.addressee_id)]

    return told


_TOLD: tuple[tuple[type[Any], Callable[[Any, str], Sequence[Fact]]], ...] = (
    (Professional.Registered, _professional_registered),
    (Professional.Verified, _verified),
    (Professional.Retired, _retired),
    (Organisation.Registered, _organisation_registered),
    (Organisation.TeamFormed, _team_formed),
    (Organisation.MemberJoined, _joined),
    (Organisation.RoleGiven, _joined),
    (Organisation.TeamJoined, _joined),
    (Organisation.MemberLeft, _left),
    (ContactLink.Requested, _link(facts.ContactRequested)),
    (ContactLink.RequestedAgain, _link(facts.ContactRequested)),
    (ContactLink.Accepted, _link(facts.ContactAccepted)),
    (ContactLink.Declined, _link(facts.ContactDeclined)),
    (ContactLink.Withdrawn, _link(facts.ContactWithdrawn)),
    (ContactLink.Severed, _link(facts.ContactSevered)),
)
