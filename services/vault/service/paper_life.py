"""What becomes of papers once they are kept: taken out, given by a link, at their end."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_paper_uses as u
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class PaperLife:
    uses: VaultWiring

    @rpc
    def list_paper_uses(self, request: u.ListPaperUses, call: Call) -> u.PaperUses:
        return self.uses.do.list_paper_uses(request, call)
