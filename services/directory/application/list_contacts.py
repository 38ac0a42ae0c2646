"""The links of the acting professional, with the coordinates of those who accepted."""

from __future__ import annotations

from uuid import UUID

from services.directory.application.cards import card_of
from services.directory.application.people import acting_professional
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink as Link
from services.directory.domain.professional import Professional
from shared.contracts.directory import ContactLink, ContactLinks, ListContacts
from shared.rpc.call import Call

LINKS_MAX = 500  # more contacts than one person keeps: bounds the time of one list


def list_contacts(uses: Uses, _request: ListContacts, call: Call) -> ContactLinks:
    """Every link one ever had, in its state of now (read from the link itself, never from a view)."""
    me = acting_professional(uses, call)
    listed = []
    for link in links_of(uses, str(me.id)):
        other = uses.log.find(Professional, UUID(link.other(str(me.id))))
        if other is not None and other.given_name:
            listed.append(
                ContactLink(
                    id=str(link.id),
                    state=link.state,
                    asked_by_me=link.requester_id == str(me.id),
                    other=card_of(uses, me, other, link),
                )
            )
    return ContactLinks(links=listed)


def links_of(uses: Uses, professional_id: str) -> list[Link]:
    """The links a professional is one of the two of, at most LINKS_MAX."""
    found = (uses.log.find(Link, UUID(one)) for one in uses.contacts.link_ids(professional_id, LINKS_MAX))
    return [link for link in found if link is not None]
