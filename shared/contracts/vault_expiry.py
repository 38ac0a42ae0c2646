"""What the vault says of the day a paper ends, and of the papers that soon will."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Reply

SOON_DAYS = 90  # renewing a residence permit or a card takes months
REMINDED_AT = "10:00"  # local wall time of the last day, from which reminders are counted back
PAPER_PREFIX = "paper:"
LeadDays = Annotated[
    list[Annotated[int, msgspec.Meta(ge=1, le=366)]], msgspec.Meta(min_length=1, max_length=5)
]
Day = Annotated[str, msgspec.Meta(max_length=10, description="ISO 8601 date, 2030-01-31")]


class PaperExpiry(Reply, frozen=True, kw_only=True):
    """`days_left`: whole days to the last day, negative once past. `lead_days`: when to remind before."""

    document_id: str
    title: str
    category: str
    expires_on: str
    days_left: int
    state: Literal["later", "soon", "expired"]
    lead_days: list[int]
    title_in_sms: bool = False


class PaperExpiries(Reply, frozen=True, kw_only=True):
    """The soonest first."""

    papers: list[PaperExpiry]


class NotePaperExpiry(Command, frozen=True, kw_only=True):
    """By the holder or whoever may add such a paper. `title_in_sms`: heard from the holder only."""

    REPLY: ClassVar[type[Any]] = PaperExpiry
    vault_id: str
    document_id: str
    expires_on: Day
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"
    lead_days: LeadDays = msgspec.field(default_factory=lambda: [90, 30])
    title_in_sms: bool = False


class ForgetPaperExpiry(Command, frozen=True, kw_only=True):
    """The paper has no end, or the date was wrong: nothing is reminded any more."""

    vault_id: str
    document_id: str


class ListPaperExpiries(Command, frozen=True, kw_only=True):
    """Of the papers the actor may see. One log entry per person, reader and day, hence a command."""

    REPLY: ClassVar[type[Any]] = PaperExpiries
    vault_id: str


def paper_reminder(document_id: str) -> str:
    """What a paper's end is called where reminders name the appointment that they are about."""
    return f"{PAPER_PREFIX}{document_id}"


def reminded_paper(appointment_id: str) -> str:
    """The document id of such a name, empty for a true appointment's."""
    return appointment_id.removeprefix(PAPER_PREFIX) if appointment_id.startswith(PAPER_PREFIX) else ""
