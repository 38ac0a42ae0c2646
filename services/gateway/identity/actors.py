"""Who acts, as the services are told: an account's id and kind, and for a professional the name for the log.

The directory says the name, the organisation and whether the professional is verified. Its answer is kept
30 s (never while unverified, so that a verification is felt at once), and up to 15 minutes when it does
not answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.gateway.identity.sessions import Session
from shared.clock import Clock
from shared.contracts.directory import (
    GetProfessional,
    ListMyOrganisations,
    Organisations,
    ProfessionalCard,
)
from shared.problems import NotFound, Unavailable
from shared.rpc.call import Actor, AsyncCaller

FRESH = timedelta(seconds=30)
USABLE = timedelta(minutes=15)
KEPT_MAX = 5_000
ANONYMOUS = Actor(id="anonymous", kind="anonymous")


@dataclass(frozen=True)
class _Kept:
    at: datetime
    actor: Actor
    asked_again: bool = False


class Actors:
    """Makes the actor of a session."""

    def __init__(self, caller: AsyncCaller, clock: Clock) -> None:
        self._caller, self._clock = caller, clock
        self._kept: dict[str, _Kept] = {}

    async def of(self, session: Session) -> Actor:
        """The actor of a live session. Without the directory, under the last known name."""
        if session.kind != "professional":
            name = session.account_id if session.kind == "holder" else f"operator:{session.account_id}"
            return Actor(id=name, kind=session.kind, assurance=session.assurance, session=session.reference)
        kept, now = self._kept.get(session.account_id), self._clock.now()
        if kept is None or kept.asked_again or not kept.actor.verified or not _within(kept, now, FRESH):
            kept = await self._ask(session, kept, now)
        known = kept.actor
        return Actor(
            id=session.account_id,
            kind="professional",
            display=known.display,
            organisation_id=known.organisation_id,
            organisation=known.organisation,
            verified=known.verified,
            assurance=session.assurance,
            session=session.reference,
        )

    async def now(self, session: Session) -> Actor:
        """The same, asked again whatever is kept: for what must not be done on the word of half a minute ago.
        Without the directory, as above.
        """
        kept = self._kept.get(session.account_id)
        if kept is not None:
            self._kept[session.account_id] = replace(kept, asked_again=True)
        return await self.of(session)

    def forget(self, account_id: str) -> None:
        """What was known of this account may have changed."""
        self._kept.pop(account_id, None)

    async def _ask(self, session: Session, before: _Kept | None, now: datetime) -> _Kept:
        bare = Actor(id=session.account_id, kind="professional", session=session.reference)
        try:
            card: ProfessionalCard = (
                await self._caller.call(GetProfessional(professional_id=bare.id), bare)
            ).value
            mine: Organisations = (await self._caller.call(ListMyOrganisations(), bare)).value
        except (Unavailable, NotFound):
            return before if before and _within(before, now, USABLE) else _Kept(now, bare)
        first = mine.organisations[0] if mine.organisations else None
        actor = Actor(
            id=bare.id,
            kind="professional",
            display=f"{card.given_name} {card.family_name}".strip() or card.initials,
            organisation_id=first.id if first else "",
            organisation=first.name if first else "",
            verified=card.verified,
        )
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        self._kept[bare.id] = _Kept(now, actor)
        return self._kept[bare.id]


def _within(kept: _Kept, now: datetime, age: timedelta) -> bool:
    return timedelta() <= now - kept.at < age
