"""The use cases of what becomes of papers once kept, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.taken_papers import SqlTakenPapers
from services.vault.application.give_paper_link import GivePaperLink
from services.vault.application.list_paper_expiries import ListPaperExpiries
from services.vault.application.list_paper_links import ListPaperLinks
from services.vault.application.list_paper_uses import ListPaperUses
from services.vault.application.note_paper_expiry import ForgetPaperExpiry, NotePaperExpiry
from services.vault.application.open_paper_link import OpenPaperLink
from services.vault.application.withdraw_paper_link import WithdrawPaperLink
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class PaperLife:
    list_paper_uses: ListPaperUses
    give_paper_link: GivePaperLink
    list_paper_links: ListPaperLinks
    withdraw_paper_link: WithdrawPaperLink
    open_paper_link: OpenPaperLink
    note_paper_expiry: NotePaperExpiry
    forget_paper_expiry: ForgetPaperExpiry
    list_paper_expiries: ListPaperExpiries


def paper_life_of(ground: Ground) -> PaperLife:
    log, gate, parts = ground.log, ground.gate, ground.parts
    return PaperLife(
        list_paper_uses=ListPaperUses(gate, SqlTakenPapers(ground.database.events, ground.keys)),
        give_paper_link=GivePaperLink(log, gate, parts),
        list_paper_links=ListPaperLinks(log, gate, parts),
        withdraw_paper_link=WithdrawPaperLink(log, gate),
        open_paper_link=OpenPaperLink(log, gate),
        note_paper_expiry=NotePaperExpiry(log, gate),
        forget_paper_expiry=ForgetPaperExpiry(log, gate),
        list_paper_expiries=ListPaperExpiries(log, gate),
    )
