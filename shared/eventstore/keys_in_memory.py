"""The fake of SubjectKeys for tests: real ciphers, kept in memory. It passes the same contract tests."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from tink.aead import Aead

from shared.eventstore.key_port import KeyDestroyed
from shared.eventstore.master_key import new_keyset
from shared.eventstore.quick_opening import Opener


class InMemorySubjectKeys:
    """Keys that live as long as the object."""

    def __init__(self) -> None:
        self._ciphers: dict[UUID, Aead | None] = {}

    def create(self, subject_id: UUID) -> None:
        if subject_id in self._ciphers and self._ciphers[subject_id] is None:
            raise KeyDestroyed
        if subject_id not in self._ciphers:
            self._ciphers[subject_id] = new_keyset().primitive(Aead)

    def aead(self, subject_id: UUID) -> Aead | None:
        return self._ciphers.get(subject_id)

    def openers(self, subject_ids: Collection[UUID]) -> dict[UUID, Opener]:
        known = {one: self._ciphers.get(one) for one in subject_ids}
        return {one: cipher for one, cipher in known.items() if cipher is not None}

    def destroy(self, subject_id: UUID) -> None:
        self._ciphers[subject_id] = None
