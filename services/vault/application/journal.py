"""The lines of the access log: who did what, in codes and names that the person's key seals."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from shared.contracts.shapes import Done
from shared.eventstore.log import Change, EventLog, LogEntry
from shared.rpc.call import Call


def line(vault_id: UUID, kind: str, call: Call, **told: str) -> LogEntry:
    """A line of the vault's log: the actor of the call and what is `told` (category, title, reason…)."""
    actor = call.actor
    body = {
        "actor": actor.display,
        "actor_id": actor.id,
        "actor_kind": actor.kind,
        "organisation": actor.organisation,
        **told,
    }
    return LogEntry(vault_id, kind, {name: value for name, value in body.items() if value})


def stranger(call: Call) -> dict[str, str]:
    """How the log names who is not a professional and not the person: never by another person's vault."""
    if call.actor.kind == "professional":
        return {}
    name = "L'équipe technique" if call.actor.kind == "operator" else "Une personne inconnue"
    return {"actor": name, "actor_id": "", "actor_kind": "stranger"}


def note_once_a_day(
    log: EventLog, call: Call, vault_id: UUID, kind: str, now: datetime, of: str = "", **told: str
) -> None:
    """A list is one line per person, reader and day (UTC): the day's key makes the second one a repeat.

    `of`: the id of the one thing looked at, where each has a line of its own.
    """
    day = now.astimezone(UTC).date().isoformat()
    daily = msgspec.structs.replace(call, key=f"{kind}/{of or vault_id}/{day}", digest=kind)
    log.command(daily, Done, lambda: Change(reply=Done(), log=[line(vault_id, kind, call, **told)]))


def note_once(log: EventLog, call: Call, key: str, told: LogEntry) -> None:
    """A line said once to this actor, whatever happens again: `key` makes the second one a repeat."""
    once = msgspec.structs.replace(call, key=key, digest=told.kind)
    log.command(once, Done, lambda: Change(reply=Done(), log=[told]))


def without_key(call: Call) -> Call:
    """The same call, to be stored without a reply of its own."""
    return msgspec.structs.replace(call, key="", digest="")
