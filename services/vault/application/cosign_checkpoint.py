"""A witness hands in its signature of a checkpoint: kept under it and handed out with it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.log_ports import Checkpoints, Witnesses
from shared.clock import Clock
from shared.contracts.shapes import Done
from shared.contracts.vault_log import CosignCheckpoint as Request
from shared.problems import NotAllowed, NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class CosignCheckpoint:
    checkpoints: Checkpoints
    witnesses: Witnesses
    clock: Clock

    def __call__(self, request: Request, _call: Call) -> Done:
        """Handed in twice, the first line stays. The signature is what tells who calls."""
        signed = self.checkpoints.find(request.size)
        if signed is None:
            raise NotFound("checkpoint_unknown", "Aucun point de contrôle de cette taille n'a été signé.")
        line = request.cosignature.strip() + "\n"
        witness = self.witnesses.who_signed(signed.note, line)
        if not witness:
            raise NotAllowed("witness_unknown", "Cette signature n'est celle d'aucun témoin connu.")
        self.checkpoints.cosign(signed.size, witness, line, self.clock.now())
        return Done(id=str(signed.size))
