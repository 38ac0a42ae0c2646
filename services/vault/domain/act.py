"""An act: what was agreed, as it was printed to be signed. Drawn up once, never changed.

Text and hash are the person's: sealed. Its id is derived from the hash, so that whoever has the paper in hand
finds it; the text holds a random reference, so that nobody else can guess it.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.contracts.vault_acts import act_digest
from shared.ids import named_id


class ActEvent(Aggregate.Event):
    """`subject_id` is the id of the vault whose key seals what is PERSONAL."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class DrawnUp(ActEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Act.DrawnUp"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text", "sha256", "drawn_up_by_name"})
    text: str
    sha256: str
    drawn_up_by: str
    drawn_up_by_name: str


class Act(Aggregate):
    """One act of one vault."""

    TOPIC: ClassVar[str] = "vault.Act"
    Event = ActEvent
    Created = DrawnUp  # type: ignore[assignment]

    def __init__(
        self, subject_id: UUID, text: str, sha256: str, drawn_up_by: str, drawn_up_by_name: str
    ) -> None:
        self.vault_id = subject_id
        self.text = text
        self.sha256 = sha256
        self.drawn_up_by = drawn_up_by
        self.drawn_up_by_name = drawn_up_by_name

    @staticmethod
    def create_id(sha256: str) -> UUID:
        return named_id("act", sha256)

    @classmethod
    def draw_up(cls, vault_id: UUID, text: str, by: str, by_name: str, now: datetime) -> Act:
        sha256 = act_digest(text)
        return cls._create(
            event_class=DrawnUp,
            id=cls.create_id(sha256),
            timestamp=now,
            subject_id=vault_id,
            text=text,
            sha256=sha256,
            drawn_up_by=by,
            drawn_up_by_name=by_name,
        )
