"""What the person granted, and when it is over: withdrawn, past its end, quiet too long, or its grantee gone.

Nothing has to run for a consent to end: `over` is asked at each decision, with the clock. An act (any but
listing) is noted at most once a day, so that a follow-up ends 182 to 183 days after the last one: never
later than six months, never for want of a job.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from shared.contracts.vault_terms import ConsentTerms

QUIET = timedelta(days=183)  # six months without an act (domain rule 1)
NOTED_EVERY = timedelta(days=1)  # acts of one day are one event: readers must not fight over the vault
WARNED_BEFORE = timedelta(days=30)  # both sides see that it will end, and may renew


@dataclass(frozen=True)
class Departure:
    """A professional left an organisation, as the directory's facts tell."""

    professional_id: str
    organisation_id: str
    left_at: datetime


@dataclass(frozen=True)
class HandOver:
    """Which colleague follows the person now; until `until` when it is for an absence."""

    from_id: str
    from_name: str
    to_id: str
    to_name: str
    until: datetime | None = None


@dataclass(frozen=True)
class Consent:
    """What was granted, when, and since when it is withdrawn.

    `parent_id`: the consent it was re-shared under, by `shared_by`. `acting_for`: the organisation that one
    professional acted for; leaving it ends the consent. `hand_over`: the last one, an absence's included.
    """

    id: str
    terms: ConsentTerms
    granted_at: datetime
    revoked_at: datetime | None = None
    renewed_at: datetime | None = None
    acted_at: datetime | None = None
    parent_id: str = ""
    shared_by: str = ""
    shared_by_name: str = ""
    acting_for: str = ""
    acting_for_name: str = ""
    hand_over: HandOver | None = None

    @property
    def until(self) -> datetime:
        """The instant from which it allows nothing more, however often it is used."""
        if self.terms.until is None:
            raise ValueError("a granted consent has an end")
        return self.terms.until

    @property
    def length(self) -> timedelta:
        """For how long it was granted, or renewed the last time."""
        return self.until - (self.renewed_at or self.granted_at)

    @property
    def last_known_at(self) -> datetime:
        """The last time that something but listing was done with it, or that the person gave it."""
        known = (self.granted_at, self.renewed_at, self.acted_at)
        return max(at for at in known if at is not None)

    @property
    def quiet_at(self) -> datetime:
        """The instant from which it allows nothing more if nothing is done until then."""
        return self.last_known_at + QUIET

    def quiet_soon(self, now: datetime) -> bool:
        """Whether it will end within 30 days for want of any act, before its own end."""
        return self.quiet_at < self.until and timedelta() < self.quiet_at - now <= WARNED_BEFORE

    def live(self, now: datetime) -> bool:
        return self.state(now) == "live"

    def state(self, now: datetime) -> Literal["live", "ended", "revoked"]:
        """By the clock and on its own, whatever became of what it stands under; revoked, it stays so."""
        if self.revoked_at is not None:
            return "revoked"
        return "live" if now < min(self.until, self.quiet_at) else "ended"

    def revoked(self, at: datetime) -> Consent:
        return replace(self, revoked_at=at)

    def renewed(self, at: datetime, until: datetime) -> Consent:
        return replace(self, renewed_at=at, terms=msgspec.structs.replace(self.terms, until=until))

    def excepting(self, excepted: Iterable[str]) -> Consent:
        return replace(self, terms=msgspec.structs.replace(self.terms, excepted=list(excepted)))

    def same_grantee(self, terms: ConsentTerms) -> bool:
        """Whether it belongs to the same follow-up."""
        mine = self.terms.grantee
        return (mine.kind, mine.id) == (terms.grantee.kind, terms.grantee.id)


def over(consent: Consent, now: datetime, departures: Iterable[Departure] = ()) -> str:
    """The reason why this consent, on its own, allows nothing more; empty while it lives."""
    if consent.revoked_at is not None:
        return "consent_revoked"
    if left(consent, departures):
        return "grantee_left"
    if now >= consent.until:
        return "consent_expired"
    return "follow_up_quiet" if now >= consent.quiet_at else ""


def left(consent: Consent, departures: Iterable[Departure]) -> bool:
    """Whether it was given to one professional who has since left the organisation they acted for."""
    grantee = consent.terms.grantee
    return (
        grantee.kind == "professional"
        and bool(consent.acting_for)
        and any(
            (gone.professional_id, gone.organisation_id) == (grantee.id, consent.acting_for)
            and gone.left_at >= consent.granted_at
            for gone in departures
        )
    )


def followed_by(consent: Consent, now: datetime) -> str:
    """The colleague to whom it was handed over and who follows the person now; empty when nobody said."""
    given = consent.hand_over
    if given is None or not consent.live(now):
        return ""
    return given.to_id if given.until is None or now < given.until else given.from_id


def tied_to(service: tuple[str, str], terms: ConsentTerms) -> dict[str, str]:
    """Only a consent to one professional ends when they leave their service."""
    acting_for, name = service if terms.grantee.kind == "professional" else ("", "")
    return {"acting_for": acting_for, "acting_for_name": name}
