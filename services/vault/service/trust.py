"""What the person checks and takes away: the access log, the export; and the feed of facts."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault as v
from shared.contracts.shapes import FeedPage
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Trust:
    uses: VaultWiring

    @rpc
    def read_access_log(self, request: v.ReadAccessLog, call: Call) -> v.AccessLog:
        return self.uses.do.read_access_log(request, call)

    @rpc
    def export_vault(self, request: v.ExportVault, call: Call) -> v.ReadTicket:
        return self.uses.do.export_vault(request, call)

    @rpc
    def read_facts(self, request: v.ReadFacts, call: Call) -> FeedPage:
        return self.uses.do.read_facts(request, call)
