"""The use cases of the log's proofs, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.log_checkpoints import SqlCheckpoints, SqlPlaces
from services.vault.adapters.log_tree import SqlLogTree
from services.vault.application.cosign_checkpoint import CosignCheckpoint
from services.vault.application.get_log_head import GetLogHead
from services.vault.application.get_receipt import GetReceipt, SignReceipt
from services.vault.application.list_checkpoints import ListCheckpoints
from services.vault.application.prove_consistency import ProveConsistency
from services.vault.application.prove_export import ProveExport
from services.vault.application.prove_line import ProveLine
from services.vault.application.publish_checkpoint import PublishCheckpoint
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Proofs:
    publish_checkpoint: PublishCheckpoint
    list_checkpoints: ListCheckpoints
    prove_consistency: ProveConsistency
    prove_line: ProveLine
    cosign_checkpoint: CosignCheckpoint
    get_log_head: GetLogHead
    get_receipt: GetReceipt


def proofs_of(ground: Ground) -> Proofs:
    log, gate, clock, sign = ground.log, ground.gate, ground.clock, ground.sign
    engine = ground.database.events
    tree, checkpoints, places = SqlLogTree(engine), SqlCheckpoints(engine), SqlPlaces(engine)
    return Proofs(
        publish_checkpoint=PublishCheckpoint(log, tree, checkpoints, sign, clock),
        list_checkpoints=ListCheckpoints(checkpoints, sign, ground.witnesses),
        prove_consistency=ProveConsistency(tree, checkpoints),
        prove_line=ProveLine(gate, tree, checkpoints, places),
        cosign_checkpoint=CosignCheckpoint(checkpoints, ground.witnesses, clock),
        get_log_head=GetLogHead(log, gate, places, sign),
        get_receipt=GetReceipt(log, gate, SignReceipt(sign)),
    )


def prove_export(ground: Ground) -> ProveExport:
    """What an export needs of the proofs."""
    engine = ground.database.events
    tree, checkpoints = SqlLogTree(engine), SqlCheckpoints(engine)
    publish = PublishCheckpoint(ground.log, tree, checkpoints, ground.sign, ground.clock)
    return ProveExport(publish, tree, checkpoints, SqlPlaces(engine), ground.witnesses)
