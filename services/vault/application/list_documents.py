"""The papers that the actor may see; one line of the log per person, reader and day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services.vault.application.folder_shown import folders_of
from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.application.shelf import Shelf
from services.vault.domain import room
from services.vault.domain.document import Document
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
        shelf = Shelf(self.gate, vault, folders_of(self.log, vault.id), call)
        shown = [d for d in vault.documents.values() if shelf.may(d.wanted("see"))]
        held = vault.documents.values() if call.actor.kind == "holder" else None
        return contract.Documents(
            documents=[shelf.shown(d) for d in shown],
            folders=shelf.folders_of(shown),
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
