"""The holder reads who did what in their vault, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from services.vault.application.gate import Gate
from services.vault.application.ports import LogEnds
from shared.contracts.vault import AccessLog, Changed, LogChange, LogLine
from shared.contracts.vault import ReadAccessLog as Request
from shared.eventstore.log import EventLog, LogRow
from shared.rpc.call import Call

CHANGEABLE = get_args(Changed)


@dataclass(frozen=True)
class ReadAccessLog:
    log: EventLog
    gate: Gate
    ends: LogEnds

    def __call__(self, request: Request, call: Call) -> AccessLog:
        vault = self.gate.own_vault(call, request.vault_id)
        total = self.ends.last_number(vault.id)
        last = min(request.before - 1, total) if request.before else total
        first = max(0, last - request.limit)
        rows = self.log.read_log(vault.id, first, last - first) if last > first else []
        return AccessLog(lines=[log_line(row) for row in reversed(rows)], total=total)


def log_line(row: LogRow) -> LogLine:
    """A row in words; what was sealed is empty once erased. A consent's line names the grantee."""
    body = row.body or {}
    return LogLine(
        number=row.number,
        at=row.recorded_at,
        kind=row.kind,
        actor=str(body.get("actor", "")),
        organisation=str(body.get("grantee") or body.get("organisation", "")),
        category=str(body.get("category", "")),
        title=str(body.get("title", "")),
        reason=str(body.get("reason", "")),
        erased=row.body is None,
        changes=changes_told(body),
    )


def changes_told(body: Mapping[str, Any]) -> list[LogChange]:
    """What a line says of before: `title_before` beside `title`. What was empty is not kept in a line."""
    return [
        LogChange(what=what, before=str(body.get(f"{what}_before", "")), after=str(body.get(what, "")))
        for what in CHANGEABLE
        if f"{what}_before" in body or (what != "title" and what in body)
    ]
