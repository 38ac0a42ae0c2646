"""The holder takes everything away: one archive, encrypted with a key told once, kept for an hour."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from services.vault.application.deposit_ticket import associated_data
from services.vault.application.export_content import ExportContent, WriteExport
from services.vault.application.gate import Gate
from services.vault.application.gather_export import GatherExport
from services.vault.application.journal import line, without_key
from services.vault.application.open_document import READ_TICKET_LIFE
from services.vault.application.ports import Exports
from shared.blobs import BlobStore, Staged
from shared.contracts.shapes import Done
from shared.contracts.vault import ExportVault as Request
from shared.contracts.vault import ReadTicket
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.problems import Refused
from shared.rpc.call import Call

EXPORT_LIFE = timedelta(hours=1)
EXPORTS_MAX = 5  # kept at once for one person: each may be as large as their vault
OVERHEAD_BYTES = 256 * 1024 * 1024  # pages, log and archive beside the originals, with room to spare


@dataclass(frozen=True)
class ExportVault:
    log: EventLog
    gate: Gate
    blobs: BlobStore
    exports: Exports
    gather: GatherExport
    write: WriteExport
    new_key: Callable[[], bytes]

    def __call__(self, request: Request, call: Call) -> ReadTicket:
        """Sent again, it is logged again and an archive is made anew: no key of one is stored."""

        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            if len(self.exports.of_vault(vault.id, EXPORTS_MAX)) >= EXPORTS_MAX:
                raise Refused(
                    "too_many_exports", "Vous avez déjà demandé plusieurs copies : revenez dans une heure."
                )
            return Change(reply=Done(id=request.vault_id), log=[line(vault.id, "vault_exported", call)])

        self.log.command(without_key(call), Done, work)
        vault = self.gate.own_vault(call, request.vault_id)
        content = self.gather(vault, self.gate.clock.now())
        blob_id, key = new_id(), self.new_key()
        place = associated_data(vault.id, blob_id)
        staged = self._stage(content, key, place.encode())
        self.exports.keep(blob_id, vault.id, self.gate.clock.now() + EXPORT_LIFE)
        self.blobs.promote(staged.name, blob_id)
        return ReadTicket(
            blob=str(blob_id),
            data_key=base64.b64encode(key).decode("ascii"),
            associated_data=place,
            title=f"maillon-{content.exported_at:%Y-%m-%d}.zip",
            content_type="application/zip",
            size_bytes=staged.size,
            expires_at=self.gate.clock.now() + READ_TICKET_LIFE,
        )

    def _stage(self, content: ExportContent, key: bytes, place: bytes) -> Staged:
        most = sum(document.size for document in content.documents) + OVERHEAD_BYTES
        writer = self.blobs.writer(data_key=key, associated_data=place, max_bytes=most)
        try:
            self.write(content, writer.write)
        except BaseException:
            writer.abort()
            raise
        return writer.finish()
