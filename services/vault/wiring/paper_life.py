"""The use cases of what becomes of papers once kept, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.taken_papers import SqlTakenPapers
from services.vault.application.list_paper_uses import ListPaperUses
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class PaperLife:
    list_paper_uses: ListPaperUses


def paper_life_of(ground: Ground) -> PaperLife:
    taken = SqlTakenPapers(ground.database.events, ground.keys)
    return PaperLife(list_paper_uses=ListPaperUses(ground.gate, taken))
