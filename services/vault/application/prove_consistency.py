"""Anyone asks that what was signed later continues what was signed before."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.log_ports import Checkpoints, LogTree
from shared.contracts.vault_log import Consistency
from shared.contracts.vault_log import ProveConsistency as Request
from shared.problems import InvalidInput, NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class ProveConsistency:
    tree: LogTree
    checkpoints: Checkpoints

    def __call__(self, request: Request, _call: Call) -> Consistency:
        if request.first > request.second:
            raise InvalidInput("sizes_reversed", "La première taille est la plus petite.", field="first")
        newest = next(iter(self.checkpoints.newest()), None)
        if newest is None or request.second > newest.size:
            raise NotFound("not_signed", "Le journal n'a pas encore été signé jusque-là.")
        path = self.tree.consistency(request.first, request.second)
        return Consistency(first=request.first, second=request.second, path=[step.hex() for step in path])
