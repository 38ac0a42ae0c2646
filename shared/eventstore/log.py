"""The event log as use cases see it: load an aggregate, run a command once, read the facts and the access
log.

Promises: a command is stored whole or not at all; the same idempotency key gives the same reply; two commands
on one aggregate never both win at one version; no database word gets through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import RecordConflictError

from shared.clock import Clock
from shared.contracts.shapes import Fact, FeedPage
from shared.eventstore.aggregates import Aggregates
from shared.eventstore.appending import AlreadyDone, Appended, EventStore, Idempotency, LogLine
from shared.eventstore.change import Change, LogEntry, LogRow
from shared.eventstore.fact_lines import lines_of
from shared.eventstore.log_body import open_words, seal_words
from shared.eventstore.replies import open_reply, store_reply, subject_of
from shared.eventstore.sealed import SealedMapper
from shared.problems import Conflict, NotFound, Problem
from shared.rpc.call import Call

__all__ = ["Change", "EventLog", "LogEntry", "LogRow", "Translate"]

COMMAND_TRIES = 5  # beyond that the aggregate is too busy: the caller is told
PAGE_LIMIT = 500  # facts or log lines in one page

A = TypeVar("A", bound=Aggregate)
R = TypeVar("R")
Translate = Callable[[Any], Sequence[Fact]]
HearAgain = Callable[[Call, UUID], None]


def no_facts(_event: Any) -> Sequence[Fact]:
    """The translation of a service that tells others nothing."""
    return ()


class EventLog:
    """One service's log. `translate` turns a domain event into the public facts it means (see facts.py)."""

    def __init__(
        self, store: EventStore, mapper: SealedMapper, clock: Clock, translate: Translate = no_facts
    ) -> None:
        self.store = store
        self.mapper = mapper
        self.clock = clock
        self._translate = translate
        self._aggregates = Aggregates(store, mapper, clock)
        self._hear_again: HearAgain | None = None

    def guard_replies(self, hear_again: HearAgain) -> None:
        """Ask it before a stored reply sealed for a subject is given again: it raises for whom it no longer
        concerns. Who may hear a reply is decided when it is heard, not when it was first made.
        """
        self._hear_again = hear_again

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """The aggregate at its newest version (the caller's own copy), or None."""
        found = self._aggregates.load(aggregate_id)
        return found if isinstance(found, kind) else None

    def load(self, kind: type[A], aggregate_id: UUID, *, missing: Problem | None = None) -> A:
        """The aggregate at its newest version. Raises `missing`, or NotFound `<kind>_not_found`."""
        found = self.find(kind, aggregate_id)
        if found is None:
            raise missing or NotFound(f"{_snake(kind.__name__)}_not_found")
        return found

    def command(self, call: Call, reply_type: type[R], work: Callable[[], Change]) -> R:
        """Run `work` and store what it changed, once per (actor, key) of `call`; returns the reply.

        `work` may run up to COMMAND_TRIES times (it loads afresh each time). Raises what `work` raises or
        refuses, Conflict `idempotency_key_reused` or `busy`, Unavailable.
        """
        if call.key:
            done = self.store.find_reply(call.actor.id, call.key)
            if done is not None:
                return self._reply_again(done, call, reply_type)
        change = Change()
        for _ in range(COMMAND_TRIES):
            try:
                change = self._change(call, work)
                self._append(call, change)
            except AlreadyDone as done:
                self._evict(change)
                return self._reply_again(done, call, reply_type)
            except RecordConflictError:
                self._evict(change)
                continue
            for aggregate in change.aggregates:
                self._aggregates.saved(aggregate)
            if change.refusal is not None:
                raise change.refusal
            return change.reply  # type: ignore[no-any-return]  # the use case made it
        raise Conflict("busy", "D’autres modifications sont en cours : réessayez dans un instant.")

    def _change(self, call: Call, work: Callable[[], Change]) -> Change:
        """What `work` changes. Raises AlreadyDone when it refuses what this very request, sent twice, has
        done since we looked: the first got through, and the second is its echo."""
        try:
            return work()
        except Problem:
            done = self.store.find_reply(call.actor.id, call.key) if call.key else None
            if done is None:
                raise
            raise done from None

    def position(self) -> int:
        """The newest event's position: what a view must reach to show all that is stored."""
        return self.store.max_notification_id() or 0

    def epoch(self) -> str:
        """The feed's epoch."""
        return self.store.epoch()

    def read_facts(self, after: int, limit: int) -> FeedPage:
        """The public facts after position `after`, at most `limit` and PAGE_LIMIT of them."""
        return self.store.read_facts(after, max(1, min(limit, PAGE_LIMIT)))

    def read_log(self, subject_id: UUID, after: int = 0, limit: int = PAGE_LIMIT) -> list[LogRow]:
        """The access log of a subject after number `after`, bodies opened (None once erased)."""
        rows = self.store.read_log(subject_id, after, max(1, min(limit, PAGE_LIMIT)))
        return [self._opened(row) for row in rows]

    def forget(self, subject_id: UUID) -> None:
        """Drop from this process's memory the aggregates that hold values of the subject; called at erasure.

        Other processes stop serving theirs within KEY_CACHE_TTL_S: the destroyed key tells them.
        """
        self._aggregates.forget(subject_id)

    def _append(self, call: Call, change: Change) -> Appended | None:
        events = [event for aggregate in change.aggregates for event in aggregate.pending_events]
        facts = [
            line for event in events for line in lines_of(self._translate(event), event.originator_version)
        ]
        facts += lines_of(change.facts)
        lines = [self._log_line(entry) for entry in change.log]
        idempotency = None
        if call.key and change.refusal is None:
            reply = store_reply(self.mapper.keys, change.reply, change.sealed_for)
            idempotency = Idempotency(call.actor.id, call.key, call.digest, reply)
        if not (events or facts or lines or idempotency):
            return None
        return self.store.append(
            [self.mapper.to_stored_event(event) for event in events],
            recorded_at=self.clock.now(),
            facts=facts,
            idempotency=idempotency,
            log=lines,
        )

    def _reply_again(self, done: AlreadyDone, call: Call, reply_type: type[R]) -> R:
        if done.digest != call.digest:
            raise Conflict("idempotency_key_reused", "Cette demande a déjà servi pour autre chose.")
        subject = subject_of(done.reply)
        if subject is not None and self._hear_again is not None:
            self._hear_again(call, subject)
        return open_reply(self.mapper.keys, done.reply, reply_type)

    def _log_line(self, entry: LogEntry) -> LogLine:
        body = seal_words(self.mapper.keys, entry.subject_id, entry.body)
        return LogLine(entry.subject_id, entry.kind, body)

    def _opened(self, row: LogRow) -> LogRow:
        opened = open_words(self.mapper.keys, row.subject_id, row.stored_body)
        return row if opened is None else replace(row, body=opened[0], salt=opened[1])

    def _evict(self, change: Change) -> None:
        for aggregate in change.aggregates:
            self._aggregates.evict(aggregate.id)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
