"""A paper being made of several pages: what was decided, the key under which pages are staged, the pages.

A draft is its maker's alone and lives twelve hours: its pages stay where uploads are staged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import structs

from services.vault.application.deposit_ticket import associated_data, preview_associated_data
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line, without_key
from services.vault.domain.consent import Wanted
from services.vault.domain.pages import Page
from services.vault.domain.vault import Vault
from shared.contracts import vault_pages as contract
from shared.contracts.shapes import Done
from shared.eventstore.log import Change
from shared.problems import NotFound
from shared.rpc.call import Call

DRAFT_LIFE = timedelta(hours=12)  # less than what is staged lives
DRAFTS_MAX = 10  # of one vault


@dataclass(frozen=True)
class Draft:
    """`version` guards against two changes at once; `expires_on` is the day said of the paper to be."""

    id: UUID
    vault_id: UUID
    actor_id: str
    category: str
    title: str
    data_key: bytes
    expires_at: datetime
    pages: Sequence[Page]
    expires_on: str = ""
    version: int = 0
    folder: str = ""

    @property
    def place(self) -> bytes:
        """What binds a page's file to this draft."""
        return associated_data(self.vault_id, self.id).encode()

    @property
    def preview_place(self) -> bytes:
        return preview_associated_data(self.vault_id, self.id).encode()

    def page(self, page_id: str) -> Page | None:
        return next((page for page in self.pages if page.shape.id == page_id), None)


class Drafts(Protocol):
    """Drafts, sealed with the person's key; the names of their files are told beside."""

    def save(self, draft: Draft) -> None:
        """Keep it, new or changed. Raises Conflict `draft_changed` when another change came first."""
        ...

    def find(self, draft_id: UUID) -> Draft | None: ...

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[Draft]: ...

    def drop(self, draft_id: UUID) -> Sequence[str]:
        """Forget it; the names of the staged files it had."""
        ...

    def expired(self, now: datetime, limit: int) -> Sequence[UUID]: ...

    def ids_of(self, vault_id: UUID) -> Sequence[UUID]: ...


@dataclass(frozen=True)
class OwnDrafts:
    """Finds a draft for who made it, who must still have the right to add."""

    gate: Gate
    drafts: Drafts

    def find(self, call: Call, vault_id: str, draft_id: str) -> Draft:
        """Raises NotFound `draft_not_found`, also for another's, or what the vault refuses."""
        vault = self.reached(call, vault_id)
        draft = self.live(call, vault, uuid_of(draft_id, "draft_id"))
        if draft is None:
            raise missing()
        self.need_add(call, vault, draft.category)
        return draft

    def need_add(self, call: Call, vault: Vault, category: str) -> None:
        """Raises what the vault refuses to who may not add such a paper, logged."""
        if reason := self.gate.why_not(vault, call, Wanted("add", category=category)):
            refusal = self.gate.refusal(vault, call, "add", reason, category=category)
            self.gate.log.command(without_key(call), Done, lambda: refusal)

    def reached(self, call: Call, vault_id: str, draft_id: str = "") -> Vault:
        """The vault for whoever something reaches there (or who began the draft named): before a stranger
        could tell from an answer what there is. Raises what the vault refuses, logged."""
        vault = self.gate.vault(call, vault_id)
        reason = self.gate.why_unreached(vault, call)
        if reason and not (draft_id and self.mine(call, vault, uuid_of(draft_id, "draft_id"))):
            refusal = self.gate.refusal(vault, call, "add", reason)
            self.gate.log.command(without_key(call), Done, lambda: refusal)
        return vault

    def tell(self, call: Call, draft: Draft, kind: str) -> None:
        """Say in the vault's log, once, what someone else than the person does with pages; an act of the
        follow-up.
        """
        if call.actor.kind == "holder":
            return

        def work() -> Change:
            vault = self.gate.vault(call, str(draft.vault_id))
            self.gate.note_act(vault, call, Wanted("add", category=draft.category))
            told = line(vault.id, kind, call, category=draft.category, title=draft.title)
            return Change(reply=Done(), aggregates=[vault], log=[told])

        once = structs.replace(call, key=f"{kind}/{draft.id}", digest=kind)
        self.gate.log.command(once, Done, work)

    def live(self, call: Call, vault: Vault, draft_id: UUID) -> Draft | None:
        """One's own draft that is no paper yet: once kept, nothing is added to it or changed in it."""
        return None if vault.paper_of(str(draft_id)) else self.mine(call, vault, draft_id)

    def mine(self, call: Call, vault: Vault, draft_id: UUID) -> Draft | None:
        """The same, also while what became a paper is still to be dropped."""
        draft = self.drafts.find(draft_id)
        mine = draft and draft.actor_id == call.actor.id and draft.vault_id == vault.id
        return draft if draft and mine and self.gate.clock.now() < draft.expires_at else None


def missing() -> NotFound:
    return NotFound("draft_not_found", "Ces pages ont été rangées, ou ont attendu trop longtemps.")


def shown_as(draft: Draft) -> contract.Draft:
    """A draft as its maker knows it: neither keys nor files."""
    return contract.Draft(
        id=str(draft.id),
        category=draft.category,
        title=draft.title,
        expires_at=draft.expires_at,
        expires_on=draft.expires_on,
        pages=[
            contract.DraftPage(
                shape=page.shape,
                content_type=page.content_type,
                size_bytes=page.size_bytes,
                width=page.width,
                height=page.height,
                aside=page.aside,
            )
            for page in draft.pages
        ],
    )
