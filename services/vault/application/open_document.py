"""Open a paper: decided on the vault, logged, then a ticket with which the gateway streams the file at once.

No reply is stored: the same request sent again is another read, decided again (a ticket is never given after
a withdrawal) and logged again (a reader who repeats one idempotency key reads nothing unseen).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.vault.application.beside import told_under
from services.vault.application.deposit_ticket import associated_data, preview_associated_data
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line, note_once_a_day, without_key
from services.vault.domain.consent import Wanted
from services.vault.domain.document import ACTION_OF, Document, Manner
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Fact
from shared.contracts.vault import OpenDocument as Request
from shared.contracts.vault import ReadTicket
from shared.contracts.vault_facts import DocumentOpened, DocumentPrinted
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call

READ_TICKET_LIFE = timedelta(seconds=30)  # the gateway streams at once
PREVIEW_TYPE = "image/jpeg"
KIND: dict[Manner, str] = {
    "see": "document_seen",
    "preview": "document_previewed",
    "print": "document_printed",
    "download": "document_downloaded",
}


@dataclass(frozen=True)
class OpenDocument:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> ReadTicket:
        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            found = vault.documents.get(str(uuid_of(request.document_id, "document_id")))
            action = ACTION_OF[request.manner]
            wanted = found.wanted(action) if found else Wanted(action, document_id=request.document_id)
            reason, opening = self.gate.way(vault, call, wanted)
            if reason:
                about = {"category": found.category, "title": found.title} if found else {}
                return self.gate.refusal(vault, call, action, reason, **about)
            if found is None or (request.manner == "preview" and not found.preview_id):
                raise NotFound("document_not_found", "Ce document n'existe pas.")
            now = self.gate.clock.now()
            self.gate.note_act(vault, call, wanted)
            if call.actor.kind == "holder":
                vault.note_seen(found.id, call.actor.id, now)
            if request.manner == "preview" and call.actor.kind == "holder":
                return self._own_preview(vault, found, call, now)
            about = {**_about(found, request.manner, now), **told_under(opening)}
            told = line(vault.id, KIND[request.manner], call, **about)
            fact = _fact(vault, found, request.manner, now)
            ticket = read_ticket(vault, found, request.manner, now)
            return Change(reply=ticket, aggregates=[vault], log=[told], facts=[fact])

        return self.log.command(without_key(call), ReadTicket, work)

    def _own_preview(self, vault: Vault, found: Document, call: Call, now: datetime) -> Change:
        """The person's own list shows previews: one line per paper and day, so that others' reads stand
        out.
        """
        about = _about(found, "preview", now)
        note_once_a_day(self.log, call, vault.id, KIND["preview"], now, of=found.id, **about)
        return Change(reply=read_ticket(vault, found, "preview", now), aggregates=[vault])


def read_ticket(vault: Vault, document: Document, manner: Manner, now: datetime) -> ReadTicket:
    """What the gateway streams the paper's file with, once it was decided."""
    preview = manner == "preview"
    place = preview_associated_data if preview else associated_data
    return ReadTicket(
        blob=document.preview_id if preview else document.id,
        data_key=document.data_key,
        associated_data=place(vault.id, document.id),
        title=document.title,
        content_type=PREVIEW_TYPE if preview else document.content_type,
        size_bytes=document.preview_size_bytes if preview else document.size_bytes,
        expires_at=now + READ_TICKET_LIFE,
    )


def _about(document: Document, manner: Manner, now: datetime) -> dict[str, str]:
    """What the log says of the paper; of one that was taken, also for how many days it had been kept."""
    told = {"category": document.category, "title": document.title}
    if ACTION_OF[manner] == "print":
        told |= {"document": document.id, "stored_days": str((now - document.deposited_at).days)}
    return told


def _fact(vault: Vault, document: Document, manner: Manner, now: datetime) -> Fact:
    about = {"vault_id": str(vault.id), "document_id": document.id, "category": document.category}
    if ACTION_OF[manner] == "print":
        return DocumentPrinted(**about, stored_days=(now - document.deposited_at).days)
    return DocumentOpened(**about, manner=manner)
