"""Who asked takes the request back before the answer."""

from __future__ import annotations

from services.directory.application.contact_links import answer_link
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink
from shared.contracts.directory import WithdrawContact
from shared.contracts.shapes import Done
from shared.rpc.call import Call


def withdraw_contact(uses: Uses, request: WithdrawContact, call: Call) -> Done:
    """Raises `not_found`, `refused:not_requested`, `refused:not_yours`."""
    return answer_link(uses, call, request.link_id, ContactLink.withdraw)
