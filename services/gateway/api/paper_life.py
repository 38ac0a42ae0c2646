"""What becomes of papers: how often each served."""

from __future__ import annotations

from litestar import Controller, get

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.vault_paper_uses import ListPaperUses, PaperUses


class PaperLifeApi(Controller):
    """By the holder."""

    path = "/vaults/{vault_id:str}"
    tags = ("documents",)

    @get("/paper-uses", operation_id="listPaperUses", summary="How often each paper was printed or taken out")
    async def uses(self, talk: TheTalk, vault_id: Id) -> PaperUses:
        return await talk.ask(ListPaperUses(vault_id=vault_id), PaperUses)
