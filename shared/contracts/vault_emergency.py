"""What the vault says of emergency access: reason, minutes, minimum, told at once, reviewed (rule 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Query, Reply
from shared.contracts.vault_mandates import Words
from shared.contracts.vault_terms import Scope

EmergencyReason = Literal["life_at_risk", "cannot_answer", "grave_danger", "missing_person"]
EmergencyOutcome = Literal["justified", "not_justified"]
WINDOW_MAX_MINUTES = 60  # minutes, not days (domain rule 4)
ACCOUNT_MIN_CHARS = 10  # a word explains nothing to whoever reviews
Account = Annotated[str, msgspec.Meta(min_length=ACCOUNT_MIN_CHARS, max_length=500)]


class ChooseEmergency(Command, frozen=True, kw_only=True):
    """By the holder: whether anyone may come in by emergency at all, and what is shown then.

    Without a scope: identity and health papers, and the contacts to call.
    """

    vault_id: str
    allowed: bool
    scope: Scope | None = None


class OpenEmergency(Command, frozen=True, kw_only=True):
    """By a verified professional of an organisation, which will review it. `minutes` from now."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    reason: EmergencyReason
    account: Account
    minutes: Annotated[int, msgspec.Meta(ge=1, le=WINDOW_MAX_MINUTES)]


class ReviewEmergency(Command, frozen=True, kw_only=True):
    """By the second person, never who opened it. `not_justified` closes what is still open."""

    vault_id: str
    emergency_id: str
    outcome: EmergencyOutcome
    account: Account


class ContestEmergency(Command, frozen=True, kw_only=True):
    """By the holder: it closes at once, and is to be reviewed, again if it was."""

    vault_id: str
    emergency_id: str
    words: Words


class Emergency(Reply, frozen=True, kw_only=True):
    """`state` by the clock at the answer. `to_review`: the actor is its second person."""

    id: str
    opened_by: str
    organisation: str
    reason: EmergencyReason
    account: str
    opened_at: datetime
    until: datetime
    state: Literal["live", "over"]
    outcome: EmergencyOutcome | Literal[""] = ""
    reviewed_by: str = ""
    review: str = ""
    contested: str = ""
    to_review: bool = False
    mine: bool = False


class Emergencies(Reply, frozen=True, kw_only=True):
    """`allowed` and `scope` as the holder chose them; a professional sees neither."""

    emergencies: list[Emergency]
    allowed: bool = True
    scope: Scope | None = None


class ListEmergencies(Query, frozen=True, kw_only=True):
    """All for the holder, newest first; for a professional those that they opened or may review."""

    REPLY: ClassVar[type[Any]] = Emergencies
    vault_id: str


class Verification(Reply, frozen=True, kw_only=True):
    """Something a second person must look at: `kind` mandate or emergency, of whom, by whom, since when."""

    kind: Literal["mandate", "emergency"]
    vault_id: str
    id: str
    person: str
    by: str
    at: datetime
    contested: bool = False


class Verifications(Reply, frozen=True, kw_only=True):
    verifications: list[Verification]


class ListVerifications(Query, frozen=True, kw_only=True):
    """What waits for the actor as a second person, in all the organisations they belong to."""

    REPLY: ClassVar[type[Any]] = Verifications
