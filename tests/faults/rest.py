"""At rest: what every place must agree on, within 30 seconds, once nobody asks for anything any more.

Facts in each store = facts in the audit queue = what each consumer applied (or parked), once; numbers
without a gap; chains that verify; views equal to their rebuild; nothing revoked still granted; reminders
planned once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import msgspec

from shared.eventstore.chain import GENESIS, line_hash, line_header
from tests.faults.bed import CONSUMERS, PRODUCERS, Bed
from tests.faults.copies import Copies

REST_MAX_S = 30.0
LOOK_EVERY_S = 0.25
NUMBERED = {
    "the feed": "select coalesce(max(position), 0) - count(distinct position) from feed",
    "the log": "select coalesce(max(notification_id), 0) - count(*) from event",
    "an aggregate": "select count(*) from (select 1 from event group by originator_id"
    " having max(originator_version) <> count(*) or min(originator_version) <> 1) as holed",
}


@dataclass(frozen=True)
class Failure:
    """`kind` is a word that mutants are known by; `count` how many things it concerns."""

    kind: str
    detail: str
    count: int = 1


def settle(bed: Bed, within_s: float = REST_MAX_S, audited: bool = True) -> list[Failure]:
    """Wait until everything agrees; what does not after `within_s`."""
    end, before = time.monotonic() + within_s, None
    while True:
        heads = bed.heads()
        failures = [*_behind(bed, heads), *(_unaudited(bed, heads) if audited else [])]
        if not failures and heads == before:
            return []
        if time.monotonic() > end:
            return failures or [Failure("restless", "facts go on being stored")]
        before = heads
        time.sleep(LOOK_EVERY_S)


def _unaudited(bed: Bed, heads: dict[str, int]) -> list[Failure]:
    return [
        Failure("audit", f"{missing} facts of {name} are not in the audit queue", missing)
        for name, head in heads.items()
        if (missing := bed.audit.missing(name, head))
    ]


def _behind(bed: Bed, heads: dict[str, int]) -> list[Failure]:
    found = []
    for consumer, producer in CONSUMERS:
        row = bed.rows(
            consumer, "select position from consumer_position where producer = :producer", producer=producer
        )
        position = row[0][0] if row else 0
        if position != heads[producer]:
            left = heads[producer] - position
            found.append(
                Failure("applied", f"{consumer} applied {position} of {heads[producer]} of {producer}", left)
            )
    for name in PRODUCERS:
        late = bed.rows(
            name,
            "select p.name, p.position from projection_position p, feed_head h"
            " where p.position <> h.event_position",
        )
        found += [Failure("view", f"{row.name} stands at event {row.position}") for row in late]
    return found


def inspect(bed: Bed, copies: Copies) -> list[Failure]:
    """What must hold of a system at rest, looked at in depth."""
    found = [*_gaps(bed), *_applied_once(bed), *_chains(bed), *_ends_granted(bed), *_planned_once(bed)]
    return found + [Failure("view", f"{name} is not what its rebuild is") for name in copies.differing()]


def _gaps(bed: Bed) -> list[Failure]:
    return [
        Failure("gap", f"{name}: {what} has gaps", gaps)
        for name in PRODUCERS
        for what, statement in NUMBERED.items()
        if (gaps := bed.rows(name, statement)[0][0])
    ]


def _applied_once(bed: Bed) -> list[Failure]:
    found = []
    for consumer, producer in CONSUMERS:
        since = bed.effects_since[consumer, producer]
        rows = bed.rows(
            consumer,
            "select position, max(times) as times from (select position, version, count(*) as times"
            " from fault_effect where producer = :p and id > :s group by 1, 2) as applied group by 1",
            p=producer,
            s=since,
        )
        parked = bed.rows(
            consumer, "select distinct position from parked_fact where producer = :p", p=producer
        )
        settled = {row.position for row in rows} | {row.position for row in parked}
        twice = sum(row.times - 1 for row in rows)
        first = min((row.position for row in rows), default=1) if since else 1
        never = (
            bed.head(producer)[1] - first + 1 - sum(position >= first for position in settled)
            if rows or not since
            else 0
        )
        if twice:
            found.append(Failure("duplicated", f"{consumer} applied {twice} facts again", twice))
        if never > 0:
            found.append(Failure("applied", f"{consumer} never applied {never} facts of {producer}", never))
    return found


def _chains(bed: Bed) -> list[Failure]:
    broken, last = set(), {}
    for row in bed.rows("vault", "select * from access_log order by subject_id, number"):
        number, previous = last.get(row.subject_id, (0, GENESIS))
        header = line_header(row.subject_id, row.number, row.recorded_at, row.kind)
        whole = (row.number, bytes(row.previous_hash)) == (number + 1, previous)
        if not whole or line_hash(previous, header, bytes(row.body)) != bytes(row.hash):
            broken.add(row.subject_id)
        last[row.subject_id] = (row.number, bytes(row.hash))
    return [Failure("chain", f"{len(broken)} access logs do not verify", len(broken))] if broken else []


def _ends_granted(bed: Bed) -> list[Failure]:
    """Consents that facts say are revoked and that the view of follow-ups still shows."""
    revoked = {
        msgspec.json.decode(row.data)["consent_id"]
        for row in bed.rows("vault", "select data from feed where type = 'vault.consent_revoked'")
    }
    shown = {row.consent_id for row in bed.rows("vault", "select consent_id from follow_up_view")}
    left = revoked & shown
    return [Failure("granted", f"{len(left)} revoked consents are still shown", len(left))] if left else []


def _planned_once(bed: Bed) -> list[Failure]:
    """Every appointment told is followed. No reminder is planned again for the same instant unless it was
    dropped meanwhile (a moved one is for another instant), nor its message sent twice for one plan.
    """
    twice, stands = 0, set[tuple[str, str]]()
    for row in bed.rows(
        "notifications",
        "select type, subject, data from feed where type in ('notifications.reminder_planned',"
        " 'notifications.reminder_dropped', 'notifications.message_sent') order by position",
    ):
        if row.type == "notifications.reminder_dropped":
            stands = {one for one in stands if one[0] != row.subject}
            continue
        said = (row.subject, msgspec.json.decode(row.data).get("due_at", "sent"))
        twice += said in stands
        stands.add(said)
    followed = {
        row[0] for row in bed.rows("notifications", "select appointment_id from followed_appointment")
    }
    told = {
        msgspec.json.decode(row.data)["appointment_id"]
        for row in bed.rows("vault", "select data from feed where type = 'vault.appointment_scheduled'")
    }
    found = [Failure("duplicated", f"{twice} reminders planned or sent again", twice)] if twice else []
    if told - followed:
        found.append(
            Failure("applied", f"{len(told - followed)} appointments not followed", len(told - followed))
        )
    return found
