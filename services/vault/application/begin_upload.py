"""Begin a paper that may take several goes; the same file begun again goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.vault.application.deposit_ticket import MAX_BYTES
from services.vault.application.upload import UPLOAD_LIFE, UPLOADS_MAX, OwnUploads, Upload, ticket_of
from services.vault.domain.room import Room, refuse_beyond
from shared.contracts.vault_uploads import BeginUpload as Request
from shared.contracts.vault_uploads import UploadTicket
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import InvalidInput, Refused
from shared.rpc.call import Call

LOOKED_AT_MAX = 200  # of one vault, ended ones that wait for housekeeping included


@dataclass(frozen=True)
class BeginUpload:
    own: OwnUploads
    new_key: Callable[[], bytes]
    room: Room

    def __call__(self, request: Request, call: Call) -> UploadTicket:
        refuse_nir(request.title, "title")
        vault, now = self.own.gate.vault(call, request.vault_id), self.own.gate.clock.now()
        self.own.need_add(call, vault, request.category)
        self.own.need_folder(call, vault, request.category, request.folder)
        if request.size_bytes > MAX_BYTES:
            sentence = f"Ce fichier est trop lourd : {MAX_BYTES // 1_000_000} Mo au plus."
            raise InvalidInput("document_too_large", sentence, field="size_bytes", max_bytes=MAX_BYTES)
        vault.refuse_if_full()
        refuse_beyond(self.room, vault.documents.values(), request.size_bytes)
        upload = Upload(
            id=new_id(),
            vault_id=vault.id,
            actor_id=call.actor.id,
            category=request.category,
            title=request.title.strip(),
            size_bytes=request.size_bytes,
            sha256=request.sha256.lower(),
            data_key=self.new_key(),
            expires_at=now + UPLOAD_LIFE,
            folder=request.folder,
        )

        def stands(one: Upload) -> bool:
            return now < one.expires_at and vault.paper_of(str(one.id)) is None

        going = [one for one in self.own.uploads.of_vault(vault.id, LOOKED_AT_MAX) if stands(one)]
        for one in going:
            if one.same_file(upload):
                return ticket_of(one, None)
        hers = str(vault.id)  # the person's own uploads are not stopped by those of others
        counted = [one for one in going if (one.actor_id == hers) == (call.actor.id == hers)]
        if len(counted) >= UPLOADS_MAX:
            raise Refused("too_many_uploads", "Trop d'envois commencés : finissez-en un d'abord.")
        return ticket_of(self.own.uploads.keep(upload, stands), None)
