"""What one professional reads of another: a card, filled as far as the viewer may see, decided on the
aggregates.
"""

from __future__ import annotations

from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink, link_id_of
from services.directory.domain.professional import Professional
from services.directory.domain.visibility import sight_of
from shared.contracts.directory import ProfessionalCard


def card_of(
    uses: Uses, viewer: Professional | None, seen: Professional, link: ContactLink | None = None
) -> ProfessionalCard:
    """The card of `seen` for `viewer` (None: an operator or a service, who sees initials). `link` may be
    given.
    """
    if link is None and viewer is not None and viewer.id != seen.id:
        link = uses.log.find(ContactLink, link_id_of(str(viewer.id), str(seen.id)))
    sight = sight_of(viewer, seen, link)
    named, linked = sight != "initials", sight == "coordinates"
    return ProfessionalCard(
        id=str(seen.id),
        initials=seen.initials,
        profession=seen.profession,
        organisations=uses.organisations.names(seen.organisation_ids),
        verified=seen.verified,
        given_name=seen.given_name if named else "",
        family_name=seen.family_name if named else "",
        email=seen.email if linked else "",
        phone=seen.phone if linked else "",
        link_id=str(link.id) if link else "",
        link_state=link.state if link else "",
        link_asked_by_me=bool(link and viewer and link.requester_id == str(viewer.id)),
    )
