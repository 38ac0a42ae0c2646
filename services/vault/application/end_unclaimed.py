"""End the vaults that nobody came for: past their time they can't be claimed, this erases what was written.

The clock alone decides (see Waiting.over); were this never to run, none could be claimed any more either.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.vault.application.claim_vault import represented
from services.vault.application.erase_vault import EraseVault
from services.vault.domain.vault import Vault
from services.vault.domain.waiting import Waiting
from shared.eventstore.log import EventLog

AT_ONCE_MAX = 500  # prepared vaults looked at in one page
LOOK_AGAIN_MAX = 100_000  # kept in mind by one process; beyond, the rest is read at the next start


class Preparations(Protocol):
    """Which vaults were prepared."""

    def after(self, position: int, limit: int) -> list[tuple[int, UUID, datetime]]:
        """(position, vault id, until) of those prepared after a position, in order."""
        ...


@dataclass
class _Seen:
    position: int = 0
    waiting: dict[UUID, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class EndUnclaimed:
    log: EventLog
    erase: EraseVault
    preparations: Preparations
    seen: _Seen = field(default_factory=_Seen)

    def __call__(self) -> int:
        """One round; how many vaults were ended."""
        self._read()
        now, ended = self.erase.gate.clock.now(), 0
        for vault_id in [one for one, until in self.seen.waiting.items() if now >= until]:
            vault, waiting = self.log.find(Vault, vault_id), self.log.find(Waiting, Waiting.id_of(vault_id))
            if vault is not None and waiting is not None and not vault.erased:
                if waiting.claimed_at is None and represented(self.log, vault_id, now):
                    continue  # looked at again next time
                if waiting.over(now):
                    self.erase.unclaimed(str(vault_id))
                    ended += 1
            del self.seen.waiting[vault_id]
        return ended

    def _read(self) -> None:
        seen = self.seen
        while page := self.preparations.after(seen.position, AT_ONCE_MAX):
            for position, vault_id, until in page:
                if len(seen.waiting) >= LOOK_AGAIN_MAX:
                    return
                seen.position, seen.waiting[vault_id] = position, until
