"""Proofs that the access log is whole: checkpoints, their witnesses, paths, what a card prints."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_log as v
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Proofs:
    uses: VaultWiring

    @rpc
    def list_checkpoints(self, request: v.ListCheckpoints, call: Call) -> v.Checkpoints:
        return self.uses.do.list_checkpoints(request, call)

    @rpc
    def prove_consistency(self, request: v.ProveConsistency, call: Call) -> v.Consistency:
        return self.uses.do.prove_consistency(request, call)

    @rpc
    def prove_line(self, request: v.ProveLine, call: Call) -> v.LineProof:
        return self.uses.do.prove_line(request, call)

    @rpc
    def cosign_checkpoint(self, request: v.CosignCheckpoint, call: Call) -> Done:
        return self.uses.do.cosign_checkpoint(request, call)

    @rpc
    def get_receipt(self, request: v.GetReceipt, call: Call) -> v.Receipt:
        return self.uses.do.get_receipt(request, call)

    @rpc
    def get_log_head(self, request: v.GetLogHead, call: Call) -> v.LogHead:
        return self.uses.do.get_log_head(request, call)
