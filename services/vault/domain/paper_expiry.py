"""The days on which a person's papers end. One aggregate a vault; nothing personal in it: ids, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.wall_time import instant_of
from shared.contracts.vault_expiry import REMINDED_AT
from shared.ids import named_id
from shared.problems import InvalidInput

FARTHEST_YEARS = 50  # a typing error is farther
OLDEST_YEARS = 120


@dataclass(frozen=True)
class Expiry:
    """A paper's last day in `zone` (IANA), the days before at which to remind, and whether to name it."""

    expires_on: str
    zone: str
    lead_days: tuple[int, ...]
    title_in_sms: bool

    @property
    def reminded_from(self) -> datetime:
        """The UTC instant from which reminders are counted back."""
        return instant_of(f"{self.expires_on}T{REMINDED_AT}", self.zone)

    def days_left(self, now: datetime) -> int:
        """Whole days to the last day, 0 on it, negative after."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return (date.fromisoformat(self.expires_on) - today).days


class ExpiryEvent(Aggregate.Event):
    """`subject_id` is the vault."""

    subject_id: UUID


class Begun(ExpiryEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.PaperExpiries.Begun"


class DateNoted(ExpiryEvent):
    TOPIC: ClassVar[str] = "vault.PaperExpiries.DateNoted"
    document_id: str
    expires_on: str
    zone: str
    lead_days: list[int]
    title_in_sms: bool

    def apply(self, expiries: PaperExpiries) -> None:
        expiries.dates[self.document_id] = Expiry(
            self.expires_on, self.zone, tuple(self.lead_days), self.title_in_sms
        )


class DateForgotten(ExpiryEvent):
    TOPIC: ClassVar[str] = "vault.PaperExpiries.DateForgotten"
    document_id: str

    def apply(self, expiries: PaperExpiries) -> None:
        expiries.dates.pop(self.document_id, None)


class PaperExpiries(Aggregate):
    """By document id."""

    TOPIC: ClassVar[str] = "vault.PaperExpiries"
    Event = ExpiryEvent
    Created = Begun  # type: ignore[assignment]
    DateNoted = DateNoted
    DateForgotten = DateForgotten

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.dates: dict[str, Expiry] = {}

    @staticmethod
    def create_id(vault_id: UUID) -> UUID:
        return named_id("paper-expiries", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> PaperExpiries:
        return cls._create(event_class=Begun, id=cls.create_id(vault_id), timestamp=now, subject_id=vault_id)

    def note(self, document_id: str, expiry: Expiry, now: datetime) -> None:
        """Keep the date, in the place of the one before. The same again changes nothing."""
        if self.dates.get(document_id) == expiry:
            return
        self.trigger_event(
            DateNoted,
            timestamp=now,
            subject_id=self.vault_id,
            document_id=document_id,
            expires_on=expiry.expires_on,
            zone=expiry.zone,
            lead_days=list(expiry.lead_days),
            title_in_sms=expiry.title_in_sms,
        )

    def forget_date(self, document_id: str, now: datetime) -> None:
        """Forgetting what has no date changes nothing."""
        if document_id in self.dates:
            self.trigger_event(
                DateForgotten, timestamp=now, subject_id=self.vault_id, document_id=document_id
            )


def expiry_of(
    expires_on: str, zone: str, lead_days: list[int], now: datetime, *, title_in_sms: bool
) -> Expiry:
    """Checked: a true date, not absurd; a past one is worth knowing too. `invalid_input` names the field."""
    try:
        day = date.fromisoformat(expires_on)
    except ValueError:
        raise _malformed() from None
    if not now.year - OLDEST_YEARS <= day.year <= now.year + FARTHEST_YEARS:
        raise _malformed()
    expiry = Expiry(day.isoformat(), zone, tuple(sorted(set(lead_days), reverse=True)), title_in_sms)
    if expiry.reminded_from.tzinfo is None:
        raise _malformed()
    return expiry


def _malformed() -> InvalidInput:
    return InvalidInput(
        "expiry_malformed", "Écrivez le jour où ce papier finit : 2030-01-31.", field="expires_on"
    )
