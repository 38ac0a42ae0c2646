"""Finish what an interruption left of erasures, and replay all of them after a restore of either store.

Three places know who was erased: the list apart, the key store's tombstones, the vaults' own ends. Whoever
is in one is erased in all: an old backup of one of them, or of two, revives nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.vault.application.erasing import Erasing
from services.vault.application.ports import Ends
from services.vault.domain.vault import Vault
from shared.eventstore.erased_list import ErasureOrder
from shared.rpc.call import Actor, Call

MYSELF = Actor(id="service:vault", kind="service")
AT_ONCE_MAX = 500  # erasures looked at in one page
LOOKED_BACK = timedelta(minutes=10)  # clocks of several processes differ by less
_BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass
class _Seen:
    """What this process has seen finished, and up to when it has looked."""

    finished: set[UUID] = field(default_factory=set)
    tombstones: datetime = _BEGINNING
    position: int = 0

    def forget_positions(self) -> None:
        """Look at everything again next time."""
        self.tombstones, self.position = _BEGINNING, 0


@dataclass(frozen=True)
class FinishErasures:
    erasing: Erasing
    ends: Ends
    seen: _Seen = field(default_factory=_Seen)

    def __call__(self) -> int:
        """One round; how many erasures were finished or done again. Raises the last failure, once every other
        erasure had its turn.
        """
        finished, failed = 0, None
        for order in [*self.erasing.erased.orders(), *self._destroyed(), *self._ended()]:
            if order.subject_id in self.seen.finished:
                continue
            try:
                finished += self._finish(order)
                self.seen.finished.add(order.subject_id)
            except Exception as why:  # noqa: BLE001  # told below; the next round tries it again
                failed = why
                self.seen.forget_positions()
        if failed is not None:
            raise failed
        return finished

    def _finish(self, order: ErasureOrder) -> bool:
        vault_id, erasing = order.subject_id, self.erasing
        revived = erasing.keys.destroyed_at(vault_id) is None
        order = erasing.destroy(order)
        call = Call(actor=MYSELF)
        if erasing.log.find(Vault, vault_id) is None:
            return revived  # the vault was never stored, or its store is older than it
        if erasing.is_complete(vault_id) and erasing.log.load(Vault, vault_id).ended and not revived:
            return False
        erasing.end(order, call)
        erasing.clean(vault_id, call)
        return True

    def _destroyed(self) -> list[ErasureOrder]:
        """The tombstones of the key store."""
        found, since = [], self.seen.tombstones
        while page := self.erasing.keys.destroyed(since, AT_ONCE_MAX):
            found += [ErasureOrder(subject, at, "", "unknown") for subject, at in page]
            if len(page) < AT_ONCE_MAX or page[-1][1] == since:
                break
            since = page[-1][1]
        self.seen.tombstones = self.erasing.clock.now() - LOOKED_BACK
        return found

    def _ended(self) -> list[ErasureOrder]:
        """The vaults whose end is stored; each event is looked at once."""
        found = []
        while page := self.ends.after(self.seen.position, AT_ONCE_MAX):
            for position, vault_id in page:
                self.seen.position = position
                found.append(ErasureOrder(vault_id, self.erasing.clock.now(), "", "unknown"))
        return found
