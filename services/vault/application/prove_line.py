"""The holder asks that a line of their log is in what was signed and witnessed."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.list_checkpoints import told
from services.vault.application.log_ports import Checkpoints, LogTree, Places
from shared.contracts.vault_log import LineProof
from shared.contracts.vault_log import ProveLine as Request
from shared.problems import NotFound, Unavailable
from shared.rpc.call import Call


@dataclass(frozen=True)
class ProveLine:
    gate: Gate
    tree: LogTree
    checkpoints: Checkpoints
    places: Places

    def __call__(self, request: Request, call: Call) -> LineProof:
        """Raises Unavailable for a line so new that no checkpoint covers it: the next one will."""
        vault = self.gate.own_vault(call, request.vault_id)
        line = self.places.find(vault.id, request.number)
        if line is None:
            raise NotFound("line_unknown", "Cette ligne n'existe pas.")
        newest = next(iter(self.checkpoints.newest()), None)
        if newest is None or newest.size <= line.index:
            raise Unavailable("not_signed_yet", "Cette ligne sera signée d'ici peu : revenez bientôt.")
        path = self.tree.inclusion(line.index, newest.size)
        return LineProof(
            number=line.number,
            hash=line.hash.hex(),
            index=line.index,
            path=[step.hex() for step in path],
            checkpoint=told(newest),
        )
