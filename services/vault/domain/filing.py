"""Which category a paper is in: that decides who may read it. A part of the vault (see vault.py).

The person moves any paper. A professional moves only what they could take back and deposit again: their own
deposit of the day, unseen by the person, between two categories where they may add. Nobody else ever widens,
or narrows, who reads a paper that has settled.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from services.vault.domain.document import Document
from services.vault.domain.events import VaultEvent
from services.vault.domain.taking_back import why_not_back

if TYPE_CHECKING:
    from services.vault.domain.vault import Vault


class DocumentMoved(VaultEvent):
    """A paper went from one category to another: from now on it is read by whoever may read that one."""

    TOPIC: ClassVar[str] = "vault.Vault.DocumentMoved"
    document_id: str
    category: str
    from_category: str

    def apply(self, vault: Vault) -> None:
        moved = vault.documents[self.document_id]
        vault.documents[self.document_id] = replace(moved, category=self.category)


def may_change_category(document: Document, actor_id: str, now: datetime, *, holder: bool) -> bool:
    """Whether the actor may change it at all; a professional must also be allowed to add on both sides."""
    return holder or not why_not_back(document, actor_id, now)


class Filing:
    """Mixed into `Vault`."""

    if TYPE_CHECKING:
        documents: dict[str, Document]

        def refuse_if_erased(self) -> None: ...
        def trigger_event(self, event_class: Any, **kwargs: Any) -> None: ...

    def move_document(self, document_id: str, category: str, now: datetime) -> Document:
        """To another category, once it was decided that the actor may; the same one again changes nothing."""
        self.refuse_if_erased()
        before = self.documents[document_id].category
        if category != before:
            self.trigger_event(
                DocumentMoved,
                timestamp=now,
                document_id=document_id,
                category=category,
                from_category=before,
            )
        return self.documents[document_id]
