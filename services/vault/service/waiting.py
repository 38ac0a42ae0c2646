"""Vaults prepared for people who are not there."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_waiting as w
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Waitings:
    uses: VaultWiring

    @rpc
    def check_people(self, request: w.CheckPeople, call: Call) -> w.Faults:
        return self.uses.do.check_people(request, call)

    @rpc
    def open_waiting_vault(self, request: w.OpenWaitingVault, call: Call) -> w.WaitingVault:
        return self.uses.do.open_waiting_vault(request, call)

    @rpc
    def claim_vault(self, request: w.ClaimVault, call: Call) -> Done:
        return self.uses.do.claim_vault(request, call)
