"""Put a draft's pages in order, turn and cut them, set some aside: parameters only, the originals stay."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.vault.application.draft import OwnDrafts, shown_as
from services.vault.domain.pages import arranged
from shared.contracts import vault_pages as contract
from shared.rpc.call import Call


@dataclass(frozen=True)
class ArrangePages:
    own: OwnDrafts

    def __call__(self, request: contract.ArrangePages, call: Call) -> contract.Draft:
        draft = self.own.find(call, request.vault_id, request.draft_id)
        changed = replace(draft, pages=arranged(draft.pages, request.pages))
        self.own.drafts.save(changed)
        return shown_as(changed)
