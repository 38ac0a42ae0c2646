"""Everything a vault holds, in plain data, for whoever writes the archive."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.vault.application import export_content as content
from services.vault.application.contact_shown import book_of, details_as
from services.vault.application.deposit_ticket import associated_data
from services.vault.application.draw_up_act import ACTS_MAX, act_as
from services.vault.application.expiry_shown import expiries_of, expiry_as
from services.vault.application.export_notices import notices_of
from services.vault.application.export_protection import protection_of
from services.vault.application.folder_shown import folders_of, folders_taken, label_of
from services.vault.application.get_receipt import SignReceipt
from services.vault.application.link_shown import link_as
from services.vault.application.ports import AppointmentIds, PartIds, SignLog
from services.vault.application.project_shown import project_as, project_of
from services.vault.application.prove_export import ProveExport
from services.vault.domain.act import Act
from services.vault.domain.appointment import Appointment
from services.vault.domain.consent import Consent
from services.vault.domain.document import Document
from services.vault.domain.folders import Folders
from services.vault.domain.notebook import Notebook
from services.vault.domain.paper_link import PaperLink
from services.vault.domain.series import Series
from services.vault.domain.vault import Vault
from shared.blobs import BlobStore
from shared.contracts.vault_contacts import ContactDetails
from shared.eventstore.log import EventLog, LogRow

APPOINTMENTS_MAX = 5_000  # one a day for thirteen years
LINKS_MAX = 5_000  # likewise
LOG_PAGE = 500


@dataclass(frozen=True)
class GatherExport:
    log: EventLog
    blobs: BlobStore
    appointment_ids: AppointmentIds
    parts: PartIds
    sign: SignLog
    prove: ProveExport
    receipt: SignReceipt

    def __call__(self, vault: Vault, now: datetime) -> content.ExportContent:
        lines, appointments = self._lines(vault.id), self._appointments(vault.id)
        head = lines[-1].hash if lines else bytes(32)
        folders = folders_of(self.log, vault.id)
        return content.ExportContent(
            vault_id=vault.id,
            holder_name=f"{vault.given_name} {vault.family_name}".strip(),
            exported_at=now,
            documents=[self._document(vault.id, d, folders) for d in vault.documents.values()],
            log=lines,
            checkpoint=self.sign(vault.id, len(lines), head, now),
            tree=self.prove(vault.id, len(lines)),
            witness_keys=self.prove.witness_keys,
            receipts=[self.receipt(vault.id, c) for c in vault.consents.values()],
            consents=[_consent(c, now) for c in vault.consents.values()],
            appointments=appointments,
            notes=self._notes(vault.id),
            contacts=self._contacts(vault.id),
            project=project_as(project_of(self.log, vault), now, str(vault.id)),
            more={
                **protection_of(self.log, vault, now),
                "given_name": vault.given_name,
                "family_name": vault.family_name,
                "language": vault.language,
                "phone": vault.phone,
                "place_name_in_sms": vault.place_name_in_sms,
                "links": self._links(vault, now),
                "series": self._series(appointments),
                "acts": self._acts(vault.id),
                "expiries": self._expiries(vault, now),
                "folders": folders_taken(folders),
                "notices": notices_of(lines, ZoneInfo(content.ZONE)),
            },
        )

    def _document(
        self, vault_id: UUID, document: Document, folders: Folders | None
    ) -> content.ExportedDocument:
        place = associated_data(vault_id, document.id).encode()
        key = base64.b64decode(document.data_key)
        return content.ExportedDocument(
            id=document.id,
            category=document.category,
            title=document.title,
            content_type=document.content_type,
            deposited_at=document.deposited_at,
            deposited_by=document.depositor_name,
            size=document.size_bytes,
            sha256=document.sha256,
            pages=document.pages,
            chunks=partial(self.blobs.open, UUID(document.id), key, place),
            folder=label_of(folders, document),
        )

    def _appointments(self, vault_id: UUID) -> list[content.ExportedAppointment]:
        ids = self.appointment_ids.of_vault(vault_id, APPOINTMENTS_MAX)
        found = [self.log.find(Appointment, appointment_id) for appointment_id in ids]
        return [
            content.ExportedAppointment(
                a.title, a.place_name, a.starts_local, a.zone, a.state, a.series_id, a.lead_hours
            )
            for a in found
            if a is not None
        ]

    def _series(self, appointments: Sequence[content.ExportedAppointment]) -> list[dict[str, Any]]:
        """How those that come again do, in the words of the contract (`Rhythm`)."""
        ids = sorted({a.series_id for a in appointments} - {""})
        found = [self.log.find(Series, UUID(series_id)) for series_id in ids]
        return [
            {"id": str(s.id), "zone": s.zone, "usual_local": s.usual_local, **msgspec.to_builtins(s.rhythm)}
            for s in found
            if s is not None
        ]

    def _links(self, vault: Vault, now: datetime) -> list[dict[str, Any]]:
        ids = self.parts.of_vault(vault.id, "link", LINKS_MAX)
        found = [self.log.find(PaperLink, link_id) for link_id in ids]
        return [msgspec.structs.asdict(link_as(vault, link, now)) for link in found if link is not None]

    def _expiries(self, vault: Vault, now: datetime) -> list[dict[str, Any]]:
        kept = expiries_of(self.log, vault.id)
        return [
            msgspec.structs.asdict(expiry_as(vault.documents[document_id], expiry, now))
            for document_id, expiry in (kept.dates if kept else {}).items()
            if document_id in vault.documents
        ]

    def _notes(self, vault_id: UUID) -> list[content.ExportedNote]:
        notebook = self.log.find(Notebook, Notebook.create_id(vault_id))
        return [
            content.ExportedNote(
                text=note.text,
                written_at=note.written_at,
                written_by=note.author,
                changed_at=note.changed_at,
                private=note.private,
                earlier=[(version.at, version.author, version.text) for version in note.versions],
            )
            for note in (notebook.notes.values() if notebook else ())
        ]

    def _contacts(self, vault_id: UUID) -> list[ContactDetails]:
        book = book_of(self.log, vault_id)
        return [details_as(contact.details) for contact in book.contacts.values()] if book else []

    def _acts(self, vault_id: UUID) -> list[dict[str, Any]]:
        found = [self.log.find(Act, act_id) for act_id in self.parts.of_vault(vault_id, "act", ACTS_MAX)]
        return [msgspec.structs.asdict(act_as(act)) for act in found if act is not None]

    def _lines(self, vault_id: UUID) -> list[content.ExportedLine]:
        lines: list[content.ExportedLine] = []
        while rows := self.log.read_log(vault_id, len(lines), LOG_PAGE):
            lines += [_line(row) for row in rows]
        return lines


def _line(row: LogRow) -> content.ExportedLine:
    return content.ExportedLine(
        number=row.number,
        recorded_at=row.recorded_at,
        kind=row.kind,
        stored_body=row.stored_body,
        previous_hash=row.previous_hash,
        hash=row.hash,
        readable=row.body,
        salt=row.salt,
    )


def _consent(consent: Consent, now: datetime) -> content.ExportedConsent:
    terms = consent.terms
    return content.ExportedConsent(
        grantee_name=terms.grantee.name,
        categories=list(terms.scope.categories),
        parts=list(terms.scope.parts),
        actions=list(terms.actions),
        purpose=terms.purpose,
        granted_at=consent.granted_at,
        until=consent.until,
        state=consent.state(now),
    )
