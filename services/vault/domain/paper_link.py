"""A link to one paper, for who has no account: until an end, for a number of openings, revocable at once.

Whether it opens is decided here, by the clock and the count; two visitors at the same instant conflict on the
aggregate's version, so that the count is never passed. Only the secret's hash is kept, nothing of visitors.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.contracts.vault_links import LONGEST_LINK_DAYS
from shared.ids import named_id
from shared.problems import InvalidInput, Refused

State = Literal["live", "ended", "used_up", "withdrawn"]


class LinkEvent(Aggregate.Event):
    """`subject_id` is the id of the vault whose key seals what is PERSONAL."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID
    document_id: str
    category: str


class Given(LinkEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.PaperLink.Given"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"for_whom"})
    secret_hash: str
    until: datetime
    openings_max: int
    for_whom: str


class LinkOpened(LinkEvent):
    """`stored_days`: whole days since the paper's deposit; `openings`: this one counted."""

    TOPIC: ClassVar[str] = "vault.PaperLink.Opened"
    stored_days: int
    openings: int

    def apply(self, link: PaperLink) -> None:
        link.openings = self.openings


class Withdrawn(LinkEvent):
    TOPIC: ClassVar[str] = "vault.PaperLink.Withdrawn"

    def apply(self, link: PaperLink) -> None:
        link.withdrawn = True


class PaperLink(Aggregate):
    """Given once, opened a number of times, withdrawn for good."""

    TOPIC: ClassVar[str] = "vault.PaperLink"
    Event = LinkEvent
    Created = Given  # type: ignore[assignment]
    Opened = LinkOpened
    Withdrawn = Withdrawn

    def __init__(
        self,
        subject_id: UUID,
        document_id: str,
        category: str,
        secret_hash: str,
        until: datetime,
        openings_max: int,
        for_whom: str,
    ) -> None:
        self.vault_id = subject_id
        self.document_id = document_id
        self.category = category
        self.secret_hash = secret_hash
        self.until = until
        self.openings_max = openings_max
        self.for_whom = for_whom
        self.openings = 0
        self.withdrawn = False

    @staticmethod
    def create_id(secret_hash: str) -> UUID:
        """A link is found by its secret alone: nothing to look up, nothing that lags."""
        return named_id("paper-link", secret_hash)

    @classmethod
    def give(
        cls,
        *,
        vault_id: UUID,
        document_id: str,
        category: str,
        secret_hash: str,
        until: datetime | None,
        openings_max: int,
        for_whom: str,
        now: datetime,
    ) -> PaperLink:
        """Give. Raises InvalidInput naming `until` when there is no end, or one that is past or too far."""
        return cls._create(
            event_class=Given,
            id=cls.create_id(secret_hash),
            timestamp=now,
            subject_id=vault_id,
            document_id=document_id,
            category=category,
            secret_hash=secret_hash,
            until=checked_end(until, now),
            openings_max=openings_max,
            for_whom=for_whom,
        )

    def state(self, now: datetime) -> State:
        """By the clock and the count; withdrawn, it stays withdrawn."""
        if self.withdrawn:
            return "withdrawn"
        if now >= self.until:
            return "ended"
        return "used_up" if self.openings >= self.openings_max else "live"

    def opens_with(self, secret_hash: str) -> bool:
        return hmac.compare_digest(self.secret_hash, secret_hash)

    def open(self, stored_days: int, now: datetime) -> None:
        """Count one opening. Raises Refused with the state as its code when it opens nothing more."""
        state = self.state(now)
        if state != "live":
            raise Refused(f"link_{state}", "Ce lien n'ouvre plus rien.")
        self.trigger_event(
            LinkOpened,
            timestamp=now,
            stored_days=stored_days,
            openings=self.openings + 1,
            **self._paper(),
        )

    def withdraw(self, now: datetime) -> None:
        """At once, whatever is left; what is withdrawn already stays so."""
        if not self.withdrawn:
            self.trigger_event(Withdrawn, timestamp=now, **self._paper())

    def _paper(self) -> dict[str, object]:
        return {"subject_id": self.vault_id, "document_id": self.document_id, "category": self.category}


def checked_end(until: datetime | None, now: datetime) -> datetime:
    """An end that exists, is to come and is within `LONGEST_LINK_DAYS` days."""
    if until is None or until.tzinfo is None:
        raise InvalidInput("link_end_missing", "Dites jusqu'à quand ce lien ouvre.", field="until")
    if until <= now:
        raise InvalidInput("link_end_past", "Cette date est déjà passée.", field="until")
    if until > now + timedelta(days=LONGEST_LINK_DAYS):
        sentence = f"Un lien ouvre {LONGEST_LINK_DAYS} jours au plus."
        raise InvalidInput("link_too_long", sentence, field="until", days_max=LONGEST_LINK_DAYS)
    return until
