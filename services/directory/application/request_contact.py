"""A verified professional asks another to be in contact."""

from __future__ import annotations

from services.directory.application.people import acting_verified, professional_named
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink, link_id_of
from shared.contracts.directory import RequestContact
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.rpc.call import Call


def request_contact(uses: Uses, request: RequestContact, call: Call) -> Done:
    """The reply's id is the link's. Raises `not_allowed:unverified`, `conflict` while a link is live."""

    def work() -> Change:
        requester = str(acting_verified(uses, call).id)
        addressee = str(professional_named(uses, request.professional_id).id)
        link = uses.log.find(ContactLink, link_id_of(requester, addressee))
        if link is None:
            link = ContactLink.request(requester, addressee)
        else:
            link.request_again(requester, addressee)
        return Change(reply=Done(id=str(link.id)), aggregates=[link])

    return uses.log.command(call, Done, work)
