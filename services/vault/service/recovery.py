"""A professional stands by a person who lost their card or forgot their PIN."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_recovery as r
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Recovery:
    uses: VaultWiring

    @rpc
    def begin_recovery(self, request: r.BeginRecovery, call: Call) -> Done:
        return self.uses.do.begin_recovery(request, call)

    @rpc
    def end_recovery(self, request: r.EndRecovery, call: Call) -> Done:
        return self.uses.do.end_recovery(request, call)
