"""Take in one page: looked at like any paper, cleaned, kept as it is beside its preview; a draft holds it.

The first page makes the draft out of the deposit's ticket, which serves once; the next come under its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from services.vault.application.draft import DRAFT_LIFE, DRAFTS_MAX, Draft, OwnDrafts, missing, shown_as
from services.vault.application.gate import uuid_of
from services.vault.application.ports import Intake, Tickets
from services.vault.domain.pages import Page, with_page
from services.vault.domain.vault import Vault
from shared.blobs import BlobStore
from shared.contracts import vault_pages as contract
from shared.ids import new_id
from shared.problems import Problem, Refused
from shared.rpc.call import Call


@dataclass(frozen=True)
class AddPage:
    own: OwnDrafts
    tickets: Tickets
    intake: Intake
    blobs: BlobStore

    def __call__(self, request: contract.AddPage, call: Call) -> contract.Draft:
        vault = self.own.reached(call, request.vault_id)
        draft_id = uuid_of(request.draft_id, "draft_id")
        if self.own.live(call, vault, draft_id) is not None:
            draft = self.own.find(call, request.vault_id, request.draft_id)
        else:
            draft = self._made(vault, draft_id, call, request.expires_on)
        page = self._taken(request, draft)
        if not draft.pages:
            self.own.tell(call, draft, "pages_begun")
        try:
            changed = replace(draft, pages=with_page(draft.pages, page))
            self.own.drafts.save(changed)
        except Problem:
            for name in (page.staged, page.preview):
                if name:
                    self.blobs.discard(name)
            raise
        return shown_as(changed)

    def _made(self, vault: Vault, draft_id: UUID, call: Call, expires_on: str) -> Draft:
        ticket, now = self.tickets.find(draft_id), self.own.gate.clock.now()
        mine = ticket and ticket.actor_id == call.actor.id and ticket.vault_id == vault.id
        if ticket is None or not mine or now >= ticket.expires_at or not self.tickets.claim(draft_id):
            raise missing()
        if len(self.own.drafts.ids_of(vault.id)) >= DRAFTS_MAX:
            raise Refused("too_many_drafts", "Rangez d'abord les papiers déjà commencés.")
        return Draft(
            id=draft_id,
            vault_id=vault.id,
            actor_id=call.actor.id,
            category=ticket.category,
            title=ticket.title,
            data_key=ticket.data_key,
            expires_at=now + DRAFT_LIFE,
            pages=(),
            expires_on=expires_on,
            folder=ticket.folder,
        )

    def _taken(self, request: contract.AddPage, draft: Draft) -> Page:
        taken = self.intake.take_in(
            request.staged_name,
            request.sha256.lower(),
            data_key=draft.data_key,
            place=draft.place,
            preview_place=draft.preview_place,
        )
        self.blobs.settle()
        return Page(
            shape=contract.PageShape(id=str(new_id())),
            staged=taken.staged,
            sha256=taken.sha256,
            content_type=taken.content_type,
            size_bytes=taken.size,
            preview=taken.preview,
            preview_bytes=taken.preview_size,
            width=taken.preview_width,
            height=taken.preview_height,
        )
