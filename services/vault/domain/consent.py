"""May this professional do this, now? Decided by pure functions on the vault's consents, never on a view.

A consent allows when it names the reader (themselves, a team or an organisation they belong to), is not over
(see consent_end.py), does not except them, covers what is wanted and grants the action. One re-shared under
another allows no more than that other, and the one above it, would. What goes through a team or an
organisation also needs memberships confirmed lately; a consent to the professional does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.vault.domain.consent_end import Consent, Departure, HandOver, over
from shared.contracts.vault_terms import Action, ConsentTerms

__all__ = [
    "Consent", "Decision", "Departure", "HandOver", "Reader", "Wanted", "allows", "decide", "excepts",
    "names", "reach",
]  # fmt: skip

# From the farthest to the nearest to being allowed: a reader is told the nearest.
REASONS = (
    "no_consent",
    "consent_revoked",
    "grantee_left",
    "consent_expired",
    "follow_up_quiet",
    "excepted",
    "scope",
    "action",
    "memberships_stale",
)
RESHARE_DEPTH_MAX = 3  # consents under one another: beyond that nobody knows who has what


@dataclass(frozen=True)
class Reader:
    """A professional, what they belong to, what they manage. `confirmed`: memberships were confirmed in the
    last 15 minutes. `departures`: who of those the vault's consents name has left which organisation.
    """

    professional_id: str
    teams: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    confirmed: bool = True
    departures: frozenset[Departure] = frozenset()
    manages: frozenset[str] = frozenset()


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
    return _best(consents, reader, wanted, now)


def reach(consents: Iterable[Consent], reader: Reader, now: datetime) -> Decision:
    """Whether any live consent reaches the reader, whatever its scope and actions."""
    return _best(consents, reader, None, now)


def allows(
    consent: Consent, known: Mapping[str, Consent], reader: Reader, wanted: Wanted | None, now: datetime
) -> bool:
    """Whether this very consent does, standing among `known`; without `wanted`, whether it reaches them."""
    return not _why_not(consent, known, reader, wanted, now)


def names(terms: ConsentTerms, reader: Reader) -> bool:
    """Whether the grantee is the reader, or a team or an organisation they belong to."""
    grantee = terms.grantee
    if grantee.kind == "professional":
        return grantee.id == reader.professional_id
    return grantee.id in (reader.teams if grantee.kind == "team" else reader.organisations)


def lineage(consent: Consent, known: Mapping[str, Consent]) -> Sequence[Consent]:
    """The consent, the one it was re-shared under, and so on up to what the person granted themselves. Empty
    when the line is broken or longer than it may be: such a consent allows nothing.
    """
    line = [consent]
    while line[-1].parent_id:
        above = known.get(line[-1].parent_id)
        if above is None or len(line) >= RESHARE_DEPTH_MAX:
            return ()
        line.append(above)
    return line


def excepts(consent: Consent, known: Mapping[str, Consent], reader: Reader) -> bool:
    """Whether the person excepted the reader by name, there or in what it was re-shared under."""
    return any(reader.professional_id in link.terms.excepted for link in lineage(consent, known))


def ends_at(consent: Consent, known: Mapping[str, Consent]) -> datetime:
    """The instant from which it allows nothing more if nothing else happens, whoever it was re-shared by."""
    return min(
        (min(link.until, link.quiet_at) for link in lineage(consent, known)), default=consent.granted_at
    )


def why_over(
    consent: Consent, known: Mapping[str, Consent], now: datetime, departures: Iterable[Departure]
) -> str:
    """The reason why it, or a consent that it stands under, allows nothing more; empty while all live."""
    line = lineage(consent, known)
    if not line:
        return "no_consent"
    return next((why for link in line if (why := over(link, now, departures))), "")


def _why_not(
    consent: Consent, known: Mapping[str, Consent], reader: Reader, wanted: Wanted | None, now: datetime
) -> str:
    """The reason why this consent does not allow it, empty when it does."""
    if not names(consent.terms, reader):
        return "no_consent"
    if reason := why_over(consent, known, now, reader.departures):
        return reason
    line = [link.terms for link in lineage(consent, known)]
    if excepts(consent, known, reader):
        return "excepted"
    if wanted is not None and not _is_own_addition(reader, wanted):
        if not all(covers(terms, wanted) for terms in line):
            return "scope"
        if not all(wanted.action in terms.actions for terms in line):
            return "action"
    if consent.terms.grantee.kind != "professional" and not reader.confirmed:
        return "memberships_stale"
    return ""


def _is_own_addition(reader: Reader, wanted: Wanted) -> bool:
    return wanted.action == "see" and wanted.added_by == reader.professional_id


def covers(terms: ConsentTerms, wanted: Wanted) -> bool:
    """Whether what is wanted is in the scope, whatever the action."""
    if wanted.part:
        return wanted.part in terms.scope.parts
    if wanted.document_id and wanted.document_id in terms.scope.documents:
        return True
    return wanted.category in terms.scope.categories


def _best(consents: Iterable[Consent], reader: Reader, wanted: Wanted | None, now: datetime) -> Decision:
    known = {consent.id: consent for consent in consents}
    allowing, nearest = [], REASONS[0]
    for consent in known.values():
        if reason := _why_not(consent, known, reader, wanted, now):
            nearest = max(nearest, reason, key=REASONS.index)
        else:
            allowing.append(consent)
    if not allowing:
        return Decision(reason=nearest)
    return Decision(max(allowing, key=lambda consent: ends_at(consent, known)))
