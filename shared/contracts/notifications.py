"""What notifications say and answer: reminders planned, messages sent; never a name, a number or a text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Fact, FeedPage, Instant, Query, Reply

ReminderState = Literal["planned", "sending", "sent", "dropped", "failed"]


class ReminderFact(Fact, frozen=True, kw_only=True):
    """Every fact here is about one reminder of one appointment."""

    SUBJECT: ClassVar[str] = "reminder_id"
    reminder_id: str
    appointment_id: str


class ReminderPlanned(ReminderFact, frozen=True, kw_only=True):
    """A reminder will be sent at `due_at`, `lead_hours` before its appointment."""

    TYPE: ClassVar[str] = "notifications.reminder_planned"
    due_at: Instant
    lead_hours: int


class ReminderDropped(ReminderFact, frozen=True, kw_only=True):
    """`reason`: cancelled, moved, not_wanted, too_late, unreachable, erased, interrupted."""

    TYPE: ClassVar[str] = "notifications.reminder_dropped"
    reason: str


class MessageSent(ReminderFact, frozen=True, kw_only=True):
    """The provider took the message, in `parts` SMS."""

    TYPE: ClassVar[str] = "notifications.message_sent"
    provider: str
    parts: int


class MessageFailed(ReminderFact, frozen=True, kw_only=True):
    """The message was not sent; `reason` is a code."""

    TYPE: ClassVar[str] = "notifications.message_failed"
    reason: str


class Reminder(Reply, frozen=True, kw_only=True):
    id: str
    appointment_id: str
    due_at: datetime
    lead_hours: int
    state: ReminderState
    reason: str = ""


class Reminders(Reply, frozen=True, kw_only=True):
    reminders: list[Reminder]


class ListReminders(Query, frozen=True, kw_only=True):
    """The reminders of these appointments (the gateway asks the vault first which the actor may see)."""

    REPLY: ClassVar[type[Any]] = Reminders
    appointment_ids: Annotated[list[str], msgspec.Meta(max_length=200)]


class SendOpeningCode(Command, frozen=True, kw_only=True):
    """The one-time code of a vault prepared from afar, to the person's mobile, at once; asked by who prepared
    it, through the gateway. Once per `code_id`. The code is kept nowhere. `refused:no_mobile`,
    `refused:code_over`, `refused:message_not_sent`.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    code_id: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    ends_at: Instant


class ReadFacts(Query, frozen=True, kw_only=True):
    """A page of the notifications' feed: facts after `after`, at most `limit`."""

    REPLY: ClassVar[type[Any]] = FeedPage
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 200
