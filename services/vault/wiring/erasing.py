"""The use cases of a vault's end, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.ends import LogOfEnds
from services.vault.adapters.log_ends import SqlLogEnds
from services.vault.application.erase_vault import EraseVault
from services.vault.application.erasing import Erasing
from services.vault.application.finish_erasures import FinishErasures
from services.vault.application.get_erasure import GetErasure
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Endings:
    erase_vault: EraseVault
    finish_erasures: FinishErasures
    get_erasure: GetErasure


def endings_of(ground: Ground) -> Endings:
    erasing = Erasing(
        log=ground.log,
        clock=ground.clock,
        keys=ground.keys,
        erased=ground.erased_list,
        blobs=ground.blobs,
        tickets=ground.tickets,
        exports=ground.exports,
        drafts=ground.drafts,
        uploads=ground.uploads,
        views=ground.views,
        log_ends=SqlLogEnds(ground.database.events),
        backups_kept=ground.backups_kept,
    )
    return Endings(
        erase_vault=EraseVault(ground.gate, erasing),
        finish_erasures=FinishErasures(erasing, LogOfEnds(ground.log.store)),
        get_erasure=GetErasure(ground.gate, erasing),
    )
