"""What the person is told of their papers' use: how many served again, how often, after how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.gateway.pages.view import View
from shared.contracts.vault_paper_uses import ListPaperUses, PaperUse, PaperUses
from shared.problems import Problem


@dataclass(frozen=True)
class Life:
    """`of`: the use of each paper that was taken out; `first_days`: the shortest time to a use."""

    stored: int = 0
    of: Mapping[str, PaperUse] = field(default_factory=dict)

    @property
    def reused(self) -> int:
        return len(self.of)

    @property
    def first_days(self) -> int:
        return min((use.first_use_days for use in self.of.values()), default=0)


async def paper_life(view: View, vault_id: str) -> Life:
    """For the holder; nothing where it cannot be told, so that the papers themselves are shown."""
    try:
        told = await view.talk.ask(ListPaperUses(vault_id=vault_id), PaperUses)
    except Problem:
        return Life()
    return Life(told.stored, {use.document_id: use for use in told.uses})
