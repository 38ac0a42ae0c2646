"""The papers one began in this vault and has not finished."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.draft import DRAFTS_MAX, OwnDrafts, shown_as
from shared.contracts import vault_pages as contract
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListDrafts:
    own: OwnDrafts

    def __call__(self, request: contract.ListDrafts, call: Call) -> contract.Drafts:
        vault = self.own.reached(call, request.vault_id)
        found = self.own.drafts.of_vault(vault.id, DRAFTS_MAX)
        return contract.Drafts(drafts=[shown_as(d) for d in found if self.own.live(call, vault, d.id)])
