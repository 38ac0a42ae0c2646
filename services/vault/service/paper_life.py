"""What becomes of papers once they are kept: taken out, given by a link, at their end."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_expiry as e
from shared.contracts import vault_links as k
from shared.contracts import vault_paper_uses as u
from shared.contracts.shapes import Done
from shared.contracts.vault import ReadTicket
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class PaperLife:
    uses: VaultWiring

    @rpc
    def list_paper_uses(self, request: u.ListPaperUses, call: Call) -> u.PaperUses:
        return self.uses.do.list_paper_uses(request, call)

    @rpc
    def give_paper_link(self, request: k.GivePaperLink, call: Call) -> k.PaperLink:
        return self.uses.do.give_paper_link(request, call)

    @rpc
    def list_paper_links(self, request: k.ListPaperLinks, call: Call) -> k.PaperLinks:
        return self.uses.do.list_paper_links(request, call)

    @rpc
    def withdraw_paper_link(self, request: k.WithdrawPaperLink, call: Call) -> Done:
        return self.uses.do.withdraw_paper_link(request, call)

    @rpc
    def open_paper_link(self, request: k.OpenPaperLink, call: Call) -> ReadTicket:
        return self.uses.do.open_paper_link(request, call)

    @rpc
    def note_paper_expiry(self, request: e.NotePaperExpiry, call: Call) -> e.PaperExpiry:
        return self.uses.do.note_paper_expiry(request, call)

    @rpc
    def forget_paper_expiry(self, request: e.ForgetPaperExpiry, call: Call) -> Done:
        return self.uses.do.forget_paper_expiry(request, call)

    @rpc
    def list_paper_expiries(self, request: e.ListPaperExpiries, call: Call) -> e.PaperExpiries:
        return self.uses.do.list_paper_expiries(request, call)
