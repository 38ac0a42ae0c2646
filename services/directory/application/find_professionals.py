"""Search of professionals: by initials, profession or organisation; by name only among those one is linked
with.
"""

from __future__ import annotations

from uuid import UUID

from services.directory.application.cards import card_of
from services.directory.application.list_contacts import links_of
from services.directory.application.people import acting_professional
from services.directory.application.ports import Uses
from services.directory.domain.names import folded
from services.directory.domain.professional import Professional
from shared.contracts.directory import FindProfessionals, ProfessionalCards
from shared.rpc.call import Call


def find_professionals(uses: Uses, request: FindProfessionals, call: Call) -> ProfessionalCards:
    """At most `limit` cards, linked people found by name first; never oneself. Unverified may search."""
    me = acting_professional(uses, call)
    found = [
        *_linked_by_name(uses, me, request.text),
        *uses.professionals.find(request.text, request.limit + 1),
    ]
    wanted = [one for one in dict.fromkeys(found) if one != str(me.id)][: request.limit]
    people = [uses.log.find(Professional, UUID(one)) for one in wanted]
    return ProfessionalCards(
        professionals=[card_of(uses, me, one) for one in people if one and one.given_name]
    )


def _linked_by_name(uses: Uses, me: Professional, text: str) -> list[str]:
    asked = folded(text).split()
    if not asked:
        return []
    matching = []
    for link in links_of(uses, str(me.id)):
        other = link.other(str(me.id))
        person = uses.log.find(Professional, UUID(other)) if link.joins(str(me.id), other) else None
        words = folded(f"{person.given_name} {person.family_name}").split() if person else []
        if words and all(any(word.startswith(one) for word in words) for one in asked):
            matching.append(other)
    return matching
