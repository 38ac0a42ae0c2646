"""Forget a draft and the files of its pages: bound and kept, or not wanted any more."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.draft import OwnDrafts
from services.vault.application.gate import uuid_of
from shared.blobs import BlobStore
from shared.contracts.shapes import Done
from shared.contracts.vault_pages import DropDraft as Request
from shared.rpc.call import Call


@dataclass(frozen=True)
class DropDraft:
    own: OwnDrafts
    blobs: BlobStore

    def __call__(self, request: Request, call: Call) -> Done:
        """Without the right to add any more, one may still take back what one began."""
        vault = self.own.reached(call, request.vault_id, request.draft_id)
        draft = self.own.mine(call, vault, uuid_of(request.draft_id, "draft_id"))
        if draft is not None:
            if not vault.paper_of(str(draft.id)):
                self.own.tell(call, draft, "pages_dropped")
            for name in self.own.drafts.drop(draft.id):
                self.blobs.discard(name)
        return Done(id=request.draft_id)
