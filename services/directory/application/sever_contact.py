"""One of the two ends the link: coordinates are hidden again at once."""

from __future__ import annotations

from services.directory.application.contact_links import answer_link
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink
from shared.contracts.directory import SeverContact
from shared.contracts.shapes import Done
from shared.rpc.call import Call


def sever_contact(uses: Uses, request: SeverContact, call: Call) -> Done:
    """Raises `not_found`, `refused:not_accepted`."""
    return answer_link(uses, call, request.link_id, ContactLink.sever)
