"""What a story needs of the place where it happens, besides the API: a clock, the SMS outbox, a register."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from deploy.story.client import ApiProblemError, Client
from deploy.story.telling import StepFailedError


class MovableClock(Protocol):
    """The clock of all the processes of the world."""

    def now(self) -> datetime: ...

    def move(self, by: timedelta) -> None: ...


@dataclass(frozen=True)
class World:
    """`inbox` is the folder ingest reads, with `register` in it; `outbox` is the SMS file."""

    base_url: str
    clock: MovableClock
    outbox: Path
    register: Path
    inbox: Path
    operator_email: str
    operator_password: str
    register_is_generated: bool = True

    def client(self) -> Client:
        return Client(self.base_url)

    def messages(self) -> list[dict[str, Any]]:
        """Every SMS sent so far, oldest first: message_id, phone, text, sent_at, parts."""
        if not self.outbox.exists():
            return []
        return [json.loads(line) for line in self.outbox.read_text(encoding="utf-8").splitlines() if line]

    def seen_by_ingest(self, file: Path) -> str:
        """The name under which the ingest service reads a file of its inbox."""
        return file.name


@dataclass
class Cast:
    """Who and what the story has met so far."""

    world: World
    people: dict[str, Client] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Client:
        return self.people[name]


def refused(call: Any, status: int, code: str = "", field: str = "") -> None:
    """Fail the step unless `call()` is refused with this status (and code, and field)."""
    try:
        call()
    except ApiProblemError as problem:
        seen = (problem.status, problem.code if code else "", problem.field if field else "")
        if seen != (status, code, field):
            raise StepFailedError(
                f"refused otherwise than expected ({status} {code} {field}): {problem}"
            ) from problem
        return
    raise StepFailedError(f"was not refused ({status} {code} expected)")
