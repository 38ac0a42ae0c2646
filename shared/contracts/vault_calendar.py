"""What the vault says of a calendar that leaves it: a file for the person, a feed at a secret address."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault_links import SecretHash

LIVE_ADDRESSES_MAX = 5  # a telephone, a computer, someone close: more than that nobody remembers
ADDRESS_DAYS = 366  # then it is given again, by who still wants it
Id = Annotated[str, msgspec.Meta(max_length=36)]


class CalendarFile(Reply, frozen=True, kw_only=True):
    """RFC 5545 text."""

    text: str


class CalendarAddress(Reply, frozen=True, kw_only=True):
    """The secret is not in it: nobody has it but who was given the address."""

    id: str
    given_at: datetime
    until: datetime
    state: Literal["live", "ended", "withdrawn"]


class CalendarAddresses(Reply, frozen=True, kw_only=True):
    """The newest first."""

    addresses: list[CalendarAddress]


class TakeCalendar(Command, frozen=True, kw_only=True):
    """By the holder, for their own calendar, with what each is for: one appointment, one series, or all that
    is to come. In the log each time.
    """

    REPLY: ClassVar[type[Any]] = CalendarFile
    vault_id: str
    appointment_id: Id = ""
    series_id: Id = ""


class GiveCalendarAddress(Command, frozen=True, kw_only=True):
    """By the holder. `secret_hash`: SHA-256, in hex, of the secret that the address holds."""

    REPLY: ClassVar[type[Any]] = CalendarAddress
    vault_id: str
    secret_hash: SecretHash


class ListCalendarAddresses(Query, frozen=True, kw_only=True):
    """By the holder."""

    REPLY: ClassVar[type[Any]] = CalendarAddresses
    vault_id: str


class WithdrawCalendarAddress(Command, frozen=True, kw_only=True):
    """By the holder: once acknowledged, no reading that starts later succeeds."""

    vault_id: str
    address_id: Id


class ReadCalendar(Command, frozen=True, kw_only=True):
    """By anybody who has the secret: when, and where only if the person lets reminders say it; never what for
    nor anybody's name. Unknown, ended, withdrawn, erased: one answer. One log entry an address and day.
    """

    REPLY: ClassVar[type[Any]] = CalendarFile
    secret_hash: SecretHash
