"""The end of a vault, and what is said of it."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault as v
from shared.contracts import vault_erasure as e
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Endings:
    uses: VaultWiring

    @rpc
    def erase_vault(self, request: v.EraseVault, call: Call) -> Done:
        return self.uses.do.erase_vault(request, call)

    @rpc
    def get_erasure(self, request: e.GetErasure, call: Call) -> e.ErasureReport:
        return self.uses.do.get_erasure(request, call)
