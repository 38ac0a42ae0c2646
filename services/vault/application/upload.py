"""A paper on its way in several goes: what was decided, what is expected, the key that seals its pieces.

An upload is its sender's alone and lives twelve hours. It becomes one paper at most: the paper bears its id
as the draft it is made of.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.vault.application.deposit_ticket import associated_data
from services.vault.application.filing_at_deposit import knowing, refuse_unless_in
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import without_key
from services.vault.application.shelf import shown_as
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Done
from shared.contracts.vault_uploads import UploadTicket
from shared.problems import NotFound
from shared.rpc.call import Call

UPLOAD_LIFE = timedelta(hours=12)  # less than pieces live without being added to
UPLOADS_MAX = 10  # under way by the person, and as many by others: 400 MB at most wait on the disk


@dataclass(frozen=True)
class Upload:
    """`sha256` (hex) and `size_bytes` are of the whole file in clear, as its sender announced them."""

    id: UUID
    vault_id: UUID
    actor_id: str
    category: str
    title: str
    size_bytes: int
    sha256: str
    data_key: bytes
    expires_at: datetime
    folder: str = ""

    def same_file(self, other: Upload) -> bool:
        """Whether both are the same sender's same file for the same place."""
        mine = (self.actor_id, self.category, self.folder, self.title, self.size_bytes, self.sha256)
        theirs = (other.actor_id, other.category, other.folder, other.title, other.size_bytes, other.sha256)
        return mine == theirs


class Uploads(Protocol):
    """Uploads under way, sealed with the person's key."""

    def keep(self, upload: Upload, stands: Callable[[Upload], bool]) -> Upload:
        """Keep it, and return it; or the one kept already for the same file that still stands, begun at this
        very moment too.
        """
        ...

    def find(self, upload_id: UUID) -> Upload | None: ...

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[Upload]: ...

    def ids_of(self, vault_id: UUID) -> Sequence[UUID]: ...

    def drop(self, upload_id: UUID) -> None: ...

    def expired(self, now: datetime, limit: int) -> Sequence[UUID]: ...


@dataclass(frozen=True)
class OwnUploads:
    """Finds an upload for who began it, who must still have the right to add."""

    gate: Gate
    uploads: Uploads

    def find(self, call: Call, vault_id: str, upload_id: str) -> tuple[Vault, Upload]:
        """Raises NotFound `upload_not_found`, also for another's, or what the vault refuses, logged."""
        vault = self.gate.vault(call, vault_id)
        if reason := self.gate.why_unreached(vault, call):
            self._refuse(call, vault, reason)
        upload = self.uploads.find(uuid_of(upload_id, "upload_id"))
        mine = upload and upload.actor_id == call.actor.id and upload.vault_id == vault.id
        if upload is None or not mine or self.gate.clock.now() >= upload.expires_at:
            raise NotFound("upload_not_found", "Cet envoi a trop attendu, ou n'existe pas : recommencez.")
        self.need_add(call, vault, upload.category)
        return vault, upload

    def need_add(self, call: Call, vault: Vault, category: str) -> None:
        if reason := self.gate.why_not(vault, call, Wanted("add", category=category)):
            self._refuse(call, vault, reason, category=category)

    def need_folder(self, call: Call, vault: Vault, category: str, folder: str) -> None:
        """Raises NotAllowed for who may not know of it, logged; NotFound or Refused where it is not there."""
        if folder and (reason := self.gate.why_not(vault, call, knowing(category))):
            self._refuse(call, vault, reason, category=category)
        refuse_unless_in(self.gate.log, vault.id, category, folder)

    def _refuse(self, call: Call, vault: Vault, reason: str, **about: str) -> None:
        refusal = self.gate.refusal(vault, call, "add", reason, **about)
        self.gate.log.command(without_key(call), Done, lambda: refusal)


def ticket_of(upload: Upload, paper: Document | None) -> UploadTicket:
    return UploadTicket(
        id=str(upload.id),
        size_bytes=upload.size_bytes,
        sha256=upload.sha256,
        data_key=base64.b64encode(upload.data_key).decode("ascii"),
        associated_data=associated_data(upload.vault_id, upload.id),
        expires_at=upload.expires_at,
        kept=shown_as(paper) if paper else None,
    )
