"""May this professional do this, now? Decided by pure functions on the vault's consents, never on a view.

A consent allows when it names the reader (themselves, a team or an organisation they belong to), is neither
revoked nor past its end, does not except them, covers what is wanted and grants the action. What goes through
a team or an organisation also needs memberships confirmed lately; a consent to the professional does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.contracts.vault_terms import Action, ConsentTerms

# From the farthest to the nearest to being allowed: a reader is told the nearest.
REASONS = (
    "no_consent",
    "consent_revoked",
    "consent_expired",
    "excepted",
    "scope",
    "action",
    "memberships_stale",
)


@dataclass(frozen=True)
class Consent:
    """What the person granted, when, and since when it is withdrawn."""

    id: str
    terms: ConsentTerms
    granted_at: datetime
    revoked_at: datetime | None = None

    @property
    def until(self) -> datetime:
        """The instant from which it allows nothing more."""
        if self.terms.until is None:
            raise ValueError("a granted consent has an end")
        return self.terms.until

    def live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.until

    def state(self, now: datetime) -> Literal["live", "ended", "revoked"]:
        """By the clock; revoked, it stays revoked once ended."""
        if self.revoked_at is not None:
            return "revoked"
        return "live" if now < self.until else "ended"

    def revoked(self, at: datetime) -> Consent:
        return replace(self, revoked_at=at)


@dataclass(frozen=True)
class Reader:
    """A professional and what they belong to. `confirmed`: memberships were confirmed in the last 15
    minutes.
    """

    professional_id: str
    teams: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    confirmed: bool = True


@dataclass(frozen=True)
class Wanted:
    """One thing to see, add or print: a paper (category, and document once it exists) or a part of the vault.

    `added_by` is who put the thing there: they see it while any consent reaches them.
    """

    action: Action
    category: str = ""
    document_id: str = ""
    part: str = ""
    added_by: str = ""


@dataclass(frozen=True)
class Decision:
    """The consent that allows, or none and the code of the reason why not."""

    consent: Consent | None = None
    reason: str = ""

    @property
    def allowed(self) -> bool:
        return self.consent is not None


def decide(consents: Iterable[Consent], reader: Reader, wanted: Wanted, now: datetime) -> Decision:
    """Of the consents that allow what is wanted, the one that lasts longest; else the nearest reason."""
    return _best((c, _why_not(c, reader, wanted, now)) for c in consents)


def reach(consents: Iterable[Consent], reader: Reader, now: datetime) -> Decision:
    """Whether any live consent reaches the reader, whatever its scope and actions."""
    return _best((c, _why_not(c, reader, None, now)) for c in consents)


def names(terms: ConsentTerms, reader: Reader) -> bool:
    """Whether the grantee is the reader, or a team or an organisation they belong to."""
    grantee = terms.grantee
    if grantee.kind == "professional":
        return grantee.id == reader.professional_id
    return grantee.id in (reader.teams if grantee.kind == "team" else reader.organisations)


def _why_not(consent: Consent, reader: Reader, wanted: Wanted | None, now: datetime) -> str:
    """The reason why this consent does not allow it, empty when it does."""
    terms = consent.terms
    if not names(terms, reader):
        return "no_consent"
    if consent.revoked_at is not None:
        return "consent_revoked"
    if now >= consent.until:
        return "consent_expired"
    if reader.professional_id in terms.excepted:
        return "excepted"
    if wanted is not None and not _is_own_addition(reader, wanted):
        if not _covers(terms, wanted):
            return "scope"
        if wanted.action not in terms.actions:
            return "action"
    if terms.grantee.kind != "professional" and not reader.confirmed:
        return "memberships_stale"
    return ""


def _is_own_addition(reader: Reader, wanted: Wanted) -> bool:
    return wanted.action == "see" and wanted.added_by == reader.professional_id


def _covers(terms: ConsentTerms, wanted: Wanted) -> bool:
    if wanted.part:
        return wanted.part in terms.scope.parts
    if wanted.document_id and wanted.document_id in terms.scope.documents:
        return True
    return wanted.category in terms.scope.categories


def _best(judged: Iterable[tuple[Consent, str]]) -> Decision:
    allowing, nearest = [], REASONS[0]
    for consent, reason in judged:
        if reason:
            nearest = max(nearest, reason, key=REASONS.index)
        else:
            allowing.append(consent)
    return Decision(max(allowing, key=lambda c: c.until)) if allowing else Decision(reason=nearest)
