"""What sealing needs of keys, without their store: use cases and mappers never meet a database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from tink.aead import Aead

from shared.eventstore.quick_opening import Opener
from shared.problems import Refused


class KeyDestroyed(Refused):
    """Nothing more can be sealed for this subject: the key is destroyed, or was never made."""

    def __init__(self) -> None:
        super().__init__("erased", "Cet espace a été effacé : plus rien ne peut y être ajouté.")


class Keys(Protocol):
    """The keys of subjects; SubjectKeys (keys.py) is the store, InMemorySubjectKeys its fake."""

    def create(self, subject_id: UUID) -> None:
        """Make the subject's key unless it exists; committed on return. Raises KeyDestroyed once erased."""

    def aead(self, subject_id: UUID) -> Aead | None:
        """The subject's cipher, or None when its key is destroyed or was never made."""

    def openers(self, subject_ids: Collection[UUID]) -> Mapping[UUID, Opener]:
        """What opens the values of each of many subjects; who has no key (see `aead`) has none."""

    def destroy(self, subject_id: UUID) -> None:
        """Destroy the key for ever. Idempotent."""
