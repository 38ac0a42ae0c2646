"""Groups end: who is erased goes from every group, and long after its last date a group's key goes too.

What a group's people were told stays theirs, in each vault. Of the group are left ids and dates in its
events, and nothing to read its title and place with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.vault.application.ports import Ends, ErasableKeys
from services.vault.domain.group import Group
from shared.contracts.shapes import Done
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Actor, Call

GROUP_KEPT = timedelta(days=90)  # after its last date: a quarter, for who reports on what was done
AT_ONCE_MAX = 500  # groups, or ends, looked at in one page
LOOKS = 2  # at the groups after an end: one given a moment before may be listed only now
MYSELF = Actor(id="service:vault", kind="service")
FIRST = UUID(int=0)


class Groups(Protocol):
    """Which groups are kept."""

    def past(self, before: datetime, limit: int) -> list[UUID]:
        """Those whose date is before that instant."""
        ...

    def page(self, after: UUID, limit: int) -> list[UUID]:
        """All, in order of id, after `after`."""
        ...

    def drop(self, group_id: UUID) -> None: ...


@dataclass
class _Seen:
    position: int = 0
    looks: dict[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class EndGroups:
    log: EventLog
    keys: ErasableKeys
    groups: Groups
    ends: Ends
    seen: _Seen = field(default_factory=_Seen)

    def __call__(self) -> int:
        """One round; how many places were freed and groups ended."""
        return self._free_the_erased() + self._end_the_past()

    def _end_the_past(self) -> int:
        found = self.groups.past(self.log.clock.now() - GROUP_KEPT, AT_ONCE_MAX)
        for group_id in found:
            self.keys.destroy(group_id)
            self.log.forget(group_id)
            self.groups.drop(group_id)
        return len(found)

    def _free_the_erased(self) -> int:
        seen, freed, after = self.seen, 0, FIRST
        while page := self.ends.after(seen.position, AT_ONCE_MAX):
            for position, vault_id in page:
                seen.position, seen.looks[vault_id] = position, LOOKS
        gone = {str(vault_id) for vault_id in seen.looks}
        while gone and (ids := self.groups.page(after, AT_ONCE_MAX)):
            after = ids[-1]
            freed += sum(self._free(group_id, gone) for group_id in ids)
        seen.looks = {vault_id: left - 1 for vault_id, left in seen.looks.items() if left > 1}
        return freed

    def _free(self, group_id: UUID, gone: set[str]) -> int:
        held = self.log.find(Group, group_id)
        if held is None or not gone & set(held.places):
            return 0

        def work() -> Change:
            group = self.log.load(Group, group_id)
            for vault_id in sorted(gone & set(group.places)):
                group.free(vault_id, self.log.clock.now())
            return Change(reply=Done(id=str(group_id)), aggregates=[group])

        self.log.command(Call(actor=MYSELF), Done, work)
        return len(gone & set(held.places))
