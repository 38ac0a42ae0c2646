"""What is unusual in an access log, by a few rules that a person can be told in one sentence. Pure.

A read is a paper seen, previewed, printed or downloaded by a professional. Each rule names the line that made
it speak, so that the same log always gives the same notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.vault_notices import NoticeRule

READS = frozenset({"document_seen", "document_previewed", "document_printed", "document_downloaded"})
NIGHT_FROM, NIGHT_UNTIL = 23, 6  # local hours: when a service that follows someone is closed
REFUSALS, REFUSALS_WITHIN = 5, timedelta(hours=1)
TOLD: dict[str, NoticeRule] = {  # whatever is usual, each of these is told
    "emergency_opened": "emergency",
    "recovery_asked": "recovery",
    "recovery_granted": "recovery",
    "recovery_often": "recovery_often",
}
MANY, MANY_WITHIN = 10, timedelta(minutes=10)  # reads by one person: more than a dossier takes


@dataclass(frozen=True)
class Line:
    """A line of the log, readable."""

    number: int
    at: datetime
    kind: str
    actor_id: str
    actor: str
    actor_kind: str
    organisation: str


@dataclass(frozen=True)
class Unusual:
    """`rule` spoke at `line`."""

    rule: NoticeRule
    line: Line

    @property
    def id(self) -> str:
        return f"{self.rule}.{self.line.number}"


def unusual(lines: Sequence[Line], zone: ZoneInfo) -> list[Unusual]:
    """Everything unusual in these lines, oldest first; earlier lines are what is usual."""
    found = [*_strangers(lines), *_at_night(lines, zone), *_refusals(lines), *_many(lines)]
    found += [Unusual(TOLD[line.kind], line) for line in lines if line.kind in TOLD]
    return sorted(found, key=lambda one: (one.line.number, one.rule))


def _strangers(lines: Sequence[Line]) -> Iterator[Unusual]:
    """The first read of someone the person has not met in the log; of another service than the usual ones."""
    met: set[str] = set()
    services: set[str] = set()
    for line in lines:
        if line.actor_kind != "professional":
            continue
        if line.kind in READS and line.actor_id not in met:
            known = not services or not line.organisation or line.organisation in services
            yield Unusual("first_read" if known else "other_service", line)
        if line.kind in READS or line.kind in (
            "vault_opened",
            "vault_opened_represented",
            "vault_prepared",
            "document_deposited",
        ):
            met.add(line.actor_id)
            services |= {line.organisation} - {""}


def _at_night(lines: Sequence[Line], zone: ZoneInfo) -> Iterator[Unusual]:
    """One a night and reader."""
    told = set()
    for line in _reads(lines):
        local = line.at.astimezone(zone)
        if NIGHT_UNTIL <= local.hour < NIGHT_FROM:
            continue
        night = (line.actor_id, (local - timedelta(hours=NIGHT_UNTIL)).date())
        if night not in told:
            told.add(night)
            yield Unusual("night", line)


def _refusals(lines: Sequence[Line]) -> Iterator[Unusual]:
    refused = [line for line in lines if line.kind == "access_refused" and line.actor_kind != "holder"]
    yield from _bursts("refusals", refused, REFUSALS, REFUSALS_WITHIN)


def _many(lines: Sequence[Line]) -> Iterator[Unusual]:
    by_reader: dict[str, list[Line]] = {}
    for line in _reads(lines):
        by_reader.setdefault(line.actor_id, []).append(line)
    for read in by_reader.values():
        yield from _bursts("many_papers", read, MANY, MANY_WITHIN)


def _bursts(rule: NoticeRule, lines: Sequence[Line], count: int, within: timedelta) -> Iterator[Unusual]:
    """Each time `count` of them come within `within`; one burst is told once."""
    begins = 0
    for end, line in enumerate(lines):
        while line.at - lines[begins].at > within:
            begins += 1
        if end - begins + 1 >= count:
            yield Unusual(rule, line)
            begins = end + 1


def _reads(lines: Sequence[Line]) -> Iterator[Line]:
    return (line for line in lines if line.kind in READS and line.actor_kind == "professional")
