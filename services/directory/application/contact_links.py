"""Finding the link that someone answers, and storing their answer."""

from __future__ import annotations

from collections.abc import Callable

from services.directory.application.people import acting_professional, acting_verified, parsed_id
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink, no_such_link
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.rpc.call import Call

Answer = Callable[[ContactLink, str], None]


def answer_link(uses: Uses, call: Call, link_id: str, answer: Answer, *, verified: bool = False) -> Done:
    """Let the acting professional answer the link. Raises `not_found` to whoever is not one of the two.

    `verified`: the answer makes a link, so that its author must have been vouched for.
    """

    def work() -> Change:
        author = acting_verified(uses, call) if verified else acting_professional(uses, call)
        link = uses.log.load(ContactLink, parsed_id(link_id, "link_id"), missing=no_such_link())
        answer(link, str(author.id))
        return Change(reply=Done(id=str(link.id)), aggregates=[link])

    return uses.log.command(call, Done, work)
