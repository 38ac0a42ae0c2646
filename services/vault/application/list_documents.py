"""The papers that the actor may see; one line of the log per person, reader and day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.domain import room
from services.vault.domain.document import Document
from services.vault.domain.taking_back import why_not_back
from shared.contracts import vault as contract
from shared.contracts.vault_listing import Room
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListDocuments:
    log: EventLog
    gate: Gate
    room: room.Room
    scanned: bool

    def __call__(self, request: contract.ListDocuments, call: Call) -> contract.Documents:
        vault = self.gate.vault(call, request.vault_id)
        if reason := self.gate.why_unreached(vault, call):
            return self.log.command(
                call, contract.Documents, lambda: self.gate.refusal(vault, call, "see", reason)
            )
        note_once_a_day(self.log, call, vault.id, "documents_listed", self.gate.clock.now())
        may = self.gate.sieve(vault, call)
        shown = [d for d in vault.documents.values() if may(d.wanted("see"))]
        back = call.actor.id if call.actor.kind == "professional" else ""
        now = self.gate.clock.now()
        held = vault.documents.values() if call.actor.kind == "holder" else None
        return contract.Documents(
            documents=[shown_as(d, not why_not_back(d, back, now)) for d in shown],
            room=None if held is None else self._room(held),
            scanned=self.scanned,
        )

    def _room(self, held: Collection[Document]) -> Room:
        return Room(
            documents=len(held),
            documents_max=self.room.documents,
            size_bytes=room.held_bytes(held),
            size_bytes_max=self.room.size_bytes,
        )


def shown_as(document: Document, may_take_back: bool = False) -> contract.Document:
    """A paper as its readers know it: neither its key nor its file."""
    return contract.Document(
        id=document.id,
        category=document.category,
        title=document.title,
        content_type=document.content_type,
        size_bytes=document.size_bytes,
        pages=document.pages,
        deposited_at=document.deposited_at,
        deposited_by=document.depositor_name,
        location_removed=document.location_removed,
        has_preview=bool(document.preview_id),
        may_take_back=may_take_back,
    )
