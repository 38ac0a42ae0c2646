"""What was unusual in the log, and what the person said of it, as it leaves with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from services.vault.application.export_content import ExportedLine
from services.vault.domain.unusual import Line, unusual

SETTLED = "notice_settled"


def notices_of(lines: Sequence[ExportedLine], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Every notice, the oldest first; the same rules as the pages."""
    settled = {str((one.readable or {}).get("title", "")) for one in lines if one.kind == SETTLED}
    return [
        {
            "id": found.id,
            "rule": found.rule,
            "at": found.line.at,
            "actor": found.line.actor,
            "organisation": found.line.organisation,
            "settled": found.id in settled,
        }
        for found in unusual([_line(one) for one in lines], zone)
    ]


def _line(one: ExportedLine) -> Line:
    told = {name: str(value) for name, value in (one.readable or {}).items()}
    parts = (told.get(name, "") for name in ("actor_id", "actor", "actor_kind", "organisation"))
    return Line(one.number, one.recorded_at, one.kind, *parts)
