"""What an export carries to show that the log's end is in what was signed for everybody, and witnessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.vault.application.export_content import TreeProof
from services.vault.application.log_ports import (
    Checkpoints,
    LogBrokenError,
    LogTree,
    Places,
    SignedTree,
    Witnesses,
)
from services.vault.application.publish_checkpoint import PublishCheckpoint


@dataclass(frozen=True)
class ProveExport:
    publish: PublishCheckpoint
    tree: LogTree
    checkpoints: Checkpoints
    places: Places
    witnesses: Witnesses

    def __call__(self, vault_id: UUID, number: int) -> list[TreeProof]:
        """Line `number`, the export's last, in a checkpoint made now; and the newest line that is in the
        newest witnessed one. Nothing when the log is broken: the person's export does not wait for that.
        """
        try:
            newest = self.publish()
        except LogBrokenError:
            return []
        witnessed = next(iter(self.checkpoints.newest(witnessed=True)), None)
        proofs = [self._proof(vault_id, signed, number) for signed in (witnessed, newest) if signed]
        return [proof for proof in proofs if proof is not None]

    @property
    def witness_keys(self) -> Sequence[str]:
        return self.witnesses.keys

    def _proof(self, vault_id: UUID, signed: SignedTree, number: int) -> TreeProof | None:
        line = self.places.last(vault_id, signed.size)
        if line is not None and line.number > number:
            line = self.places.find(vault_id, number)
        if line is None:
            return None
        path = self.tree.inclusion(line.index, signed.size)
        return TreeProof(signed.note, line.number, line.index, path)
