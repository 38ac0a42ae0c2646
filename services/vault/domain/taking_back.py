"""A paper put in the wrong vault: its depositor may take it back for a day, while the person has not seen it.

A part of the vault (see vault.py). A professional never deletes what belongs to the person; this is theirs
still. What the person opened once stays for good.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from services.vault.domain.document import Document
from services.vault.domain.events import VaultEvent
from shared.problems import NotAllowed, NotFound, Refused

if TYPE_CHECKING:
    from services.vault.domain.vault import Vault

TAKE_BACK_WITHIN = timedelta(hours=24)


class DocumentSeen(VaultEvent):
    """The person opened, for the first time, a paper that someone else had just deposited."""

    TOPIC: ClassVar[str] = "vault.Vault.DocumentSeen"
    document_id: str

    def apply(self, vault: Vault) -> None:
        seen = vault.documents[self.document_id]
        vault.documents[self.document_id] = replace(seen, seen_by_person=True)


class DocumentWithdrawn(VaultEvent):
    """Its depositor took it back. Its files' names are kept in mind, so that erasing leaves none."""

    TOPIC: ClassVar[str] = "vault.Vault.DocumentWithdrawn"
    document_id: str
    category: str

    def apply(self, vault: Vault) -> None:
        gone = vault.documents.pop(self.document_id)
        vault.past_files = [*vault.past_files, *(name for name in (gone.id, gone.preview_id) if name)]


def why_not_back(document: Document, actor_id: str, now: datetime) -> str:
    """The code of the reason why this paper may not be taken back by that actor; empty when it may."""
    if document.depositor_id != actor_id:
        return "not_your_deposit"
    if now >= document.deposited_at + TAKE_BACK_WITHIN:
        return "deposit_settled"
    return "deposit_seen" if document.seen_by_person else ""


SENTENCES = {
    "deposit_settled": "Plus de 24 heures ont passé : ce papier appartient à la personne.",
    "deposit_seen": "La personne a déjà vu ce papier : il lui appartient.",
}


class TakingBack:
    """Mixed into `Vault`."""

    if TYPE_CHECKING:
        documents: dict[str, Document]

        def refuse_if_erased(self) -> None: ...
        def trigger_event(self, event_class: Any, **kwargs: Any) -> None: ...

    def note_seen(self, document_id: str, holder_id: str, now: datetime) -> None:
        """The person opens a paper: worth an event only while its depositor could take it back."""
        document = self.documents[document_id]
        if document.depositor_id != holder_id and not why_not_back(document, document.depositor_id, now):
            self.trigger_event(DocumentSeen, timestamp=now, document_id=document_id)

    def withdraw_document(self, document_id: str, actor_id: str, now: datetime) -> Document:
        """Take it back; the paper that is no more."""
        self.refuse_if_erased()
        document = self.documents.get(document_id)
        if document is None:
            raise NotFound("document_not_found", "Ce document n'existe pas.")
        reason = why_not_back(document, actor_id, now)
        if reason == "not_your_deposit":
            raise NotAllowed(reason, "Seul qui a rangé ce papier peut le reprendre.")
        if reason:
            raise Refused(reason, SENTENCES[reason])
        self.trigger_event(
            DocumentWithdrawn, timestamp=now, document_id=document_id, category=document.category
        )
        return document
