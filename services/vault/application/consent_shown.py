"""A consent and a request as the person and the grantee read them, decided by the clock at the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from services.vault.domain.consent import Consent, Departure
from services.vault.domain.consent_end import WARNED_BEFORE, HandOver
from services.vault.domain.request import ConsentRequest
from services.vault.domain.vault import Vault
from shared.contracts import vault_consents as contract


def consent_as(
    vault: Vault, consent: Consent, departures: Iterable[Departure], now: datetime
) -> contract.Consent:
    """`remaining_days`: whole days left, rounded up so that the last day says 1."""
    reason = vault.why_over(consent, now, tuple(departures))
    ends_at = vault.ends_at(consent)
    left = timedelta() if reason else ends_at - now
    return contract.Consent(
        id=consent.id,
        terms=consent.terms,
        state="live" if not reason else "revoked" if reason == "consent_revoked" else "ended",
        granted_at=consent.granted_at,
        remaining_days=-(-left // timedelta(days=1)),
        ended_by=reason,
        ends_at=ends_at,
        quiet_at=consent.quiet_at,
        renewable=not reason and left <= WARNED_BEFORE,
        parent_id=consent.parent_id,
        shared_by_name=consent.shared_by_name,
        acting_for=consent.acting_for,
        acting_for_name=consent.acting_for_name,
        hand_over=_now_with(consent.hand_over, now),
    )


def told_to_grantee(shown: contract.Consent) -> contract.Consent:
    """The same as its grantee reads it: whom the person kept out by name is the person's affair alone."""
    return msgspec.structs.replace(shown, terms=msgspec.structs.replace(shown.terms, excepted=[]))


def request_as(request: ConsentRequest) -> contract.ConsentRequest:
    return contract.ConsentRequest(
        id=request.id,
        asked_by=request.asked_by,
        asked_by_name=request.asked_by_name,
        terms=request.terms,
        asked_at=request.asked_at,
        state=request.state,
        renews=request.renews,
    )


def _now_with(given: HandOver | None, now: datetime) -> contract.HandOver | None:
    """The last hand-over, unless it was for an absence that is over."""
    if given is None or (given.until is not None and now >= given.until):
        return None
    return msgspec.convert(vars(given), contract.HandOver)
