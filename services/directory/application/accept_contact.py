"""The addressee accepts: each now sees the other's coordinates."""

from __future__ import annotations

from services.directory.application.contact_links import answer_link
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink
from shared.contracts.directory import AcceptContact
from shared.contracts.shapes import Done
from shared.rpc.call import Call


def accept_contact(uses: Uses, request: AcceptContact, call: Call) -> Done:
    """Raises `not_allowed:unverified`, `not_found`, `refused:not_requested`, `refused:not_yours`."""
    return answer_link(uses, call, request.link_id, ContactLink.accept, verified=True)
