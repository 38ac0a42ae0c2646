"""What the vault tells of papers that change place: ids and codes, never a folder's name."""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.vault_facts import VaultFact


class DocumentMoved(VaultFact, frozen=True, kw_only=True):
    """A document changed category, and with it who may read it."""

    TYPE: ClassVar[str] = "vault.document_moved"
    document_id: str
    category: str
    from_category: str
