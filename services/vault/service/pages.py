"""Papers made of several pages."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_pages as p
from shared.contracts.shapes import Done
from shared.contracts.vault import DepositTicket, ReadTicket
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Pages:
    uses: VaultWiring

    @rpc
    def add_page(self, request: p.AddPage, call: Call) -> p.Draft:
        return self.uses.do.add_page(request, call)

    @rpc
    def begin_page(self, request: p.BeginPage, call: Call) -> DepositTicket:
        return self.uses.do.begin_page(request, call)

    @rpc
    def list_drafts(self, request: p.ListDrafts, call: Call) -> p.Drafts:
        return self.uses.do.list_drafts(request, call)

    @rpc
    def arrange_pages(self, request: p.ArrangePages, call: Call) -> p.Draft:
        return self.uses.do.arrange_pages(request, call)

    @rpc
    def open_page(self, request: p.OpenPage, call: Call) -> ReadTicket:
        return self.uses.do.open_page(request, call)

    @rpc
    def bind_pages(self, request: p.BindPages, call: Call) -> p.BoundPages:
        return self.uses.do.bind_pages(request, call)

    @rpc
    def drop_draft(self, request: p.DropDraft, call: Call) -> Done:
        return self.uses.do.drop_draft(request, call)
