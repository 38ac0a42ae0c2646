"""What the vault tells of a way back without card nor PIN, so that who should hear of it does."""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.shapes import Instant
from shared.contracts.vault_facts import VaultFact


class RecoveryAsked(VaultFact, frozen=True, kw_only=True):
    """Someone says that the person lost card and PIN. From `ready_at` on one witness is enough."""

    TYPE: ClassVar[str] = "vault.recovery_asked"
    recovery_id: str
    ready_at: Instant


class RecoveryGranted(VaultFact, frozen=True, kw_only=True):
    """Card and PIN may be replaced, for some minutes."""

    TYPE: ClassVar[str] = "vault.recovery_granted"
    recovery_id: str


class RecoveryStopped(VaultFact, frozen=True, kw_only=True):
    """The person, or who follows them, said no. `by`: holder, follow_up or message."""

    TYPE: ClassVar[str] = "vault.recovery_stopped"
    recovery_id: str
    by: str
