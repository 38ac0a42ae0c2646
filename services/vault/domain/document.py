"""A paper kept in a vault: what is known of it, and the key that opens its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.vault.domain.consent import Wanted
from shared.contracts.vault_terms import Action

Manner = Literal["see", "preview", "print", "download"]
ACTION_OF: dict[Manner, Action] = {"see": "see", "preview": "see", "print": "print", "download": "print"}


@dataclass(frozen=True)
class Document:
    """`data_key` (base64) opens the file named `id`, and the preview's named `preview_id` when there is
    one. `draft_id`: the draft whose pages it is, if any.
    """

    id: str
    category: str
    title: str
    data_key: str
    content_type: str
    size_bytes: int
    pages: int
    sha256: str
    location_removed: bool
    preview_id: str
    preview_size_bytes: int
    depositor_id: str
    depositor_name: str
    deposited_at: datetime
    draft_id: str = ""
    seen_by_person: bool = False

    def wanted(self, action: Action) -> Wanted:
        """What a reader must be granted to do this to it."""
        return Wanted(action=action, category=self.category, document_id=self.id, added_by=self.depositor_id)
