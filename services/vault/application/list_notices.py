"""What is unusual in the person's log and not yet settled, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.vault.application.gate import Gate
from services.vault.application.ports import LogEnds
from services.vault.domain.consent import names
from services.vault.domain.unusual import Line, Unusual, unusual
from services.vault.domain.vault import Vault
from shared.contracts import vault_notices as contract
from shared.eventstore.log import EventLog, LogRow
from shared.problems import InvalidInput
from shared.rpc.call import Call

LINES_READ_MAX = 400  # the newest: what is usual is what these show
NOTICES_MAX = 5  # on a first page; settling one shows the next
SETTLED = "notice_settled"


@dataclass(frozen=True)
class ListNotices:
    log: EventLog
    gate: Gate
    ends: LogEnds

    def __call__(self, request: contract.ListNotices, call: Call) -> contract.Notices:
        vault = self.gate.own_vault(call, request.vault_id)
        total = self.ends.last_number(vault.id)
        rows = self.log.read_log(vault.id, max(0, total - LINES_READ_MAX), LINES_READ_MAX)
        settled = {str((row.body or {}).get("title", "")) for row in rows if row.kind == SETTLED}
        found = [u for u in unusual([_line(r) for r in rows], _zone(request.zone)) if u.id not in settled]
        newest = found[: -NOTICES_MAX - 1 : -1]
        return contract.Notices(notices=[self._notice(vault, one) for one in newest])

    def _notice(self, vault: Vault, one: Unusual) -> contract.Notice:
        reader, now = self.gate.memberships.reader(one.line.actor_id), self.gate.clock.now()
        live = [c.id for c in vault.consents.values() if names(c.terms, reader) and c.live(now)]
        return contract.Notice(
            id=one.id,
            rule=one.rule,
            at=one.line.at,
            actor=one.line.actor,
            organisation=one.line.organisation,
            consents=live if one.line.actor_id else [],
        )


def _line(row: LogRow) -> Line:
    told = {name: str(value) for name, value in (row.body or {}).items()}
    parts = (told.get(name, "") for name in ("actor_id", "actor", "actor_kind", "organisation"))
    return Line(row.number, row.recorded_at, row.kind, *parts)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise InvalidInput("zone_unknown", "Ce fuseau n'existe pas.", field="zone") from None
