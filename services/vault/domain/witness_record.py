"""How often a professional stands witness, over all vaults: many are a sign, and there is a limit.

Ids and instants only; whose vaults they were is not kept. One aggregate per professional, so that the limit
is decided here and not on a view.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.ids import named_id
from shared.problems import Refused

MONTH = timedelta(days=30)
OFTEN = 5  # in a month: a welcome desk sees as many; from there on the person is told
MONTH_MAX = 20  # in a month, whoever it is


class WitnessEvent(Aggregate.Event):
    """Nothing personal."""


class Known(WitnessEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.WitnessRecord.Known"
    professional_id: str


class StoodWitness(WitnessEvent):
    TOPIC: ClassVar[str] = "vault.WitnessRecord.StoodWitness"
    recovery_id: str

    def apply(self, record: WitnessRecord) -> None:
        lately = {key: at for key, at in record.stood.items() if self.timestamp - at < MONTH}
        record.stood = {**lately, self.recovery_id: self.timestamp}


class WitnessRecord(Aggregate):
    """When they last stood witness, by way back."""

    TOPIC: ClassVar[str] = "vault.WitnessRecord"
    Event = WitnessEvent
    Created = Known  # type: ignore[assignment]
    StoodWitness = StoodWitness

    def __init__(self, professional_id: str) -> None:
        self.professional_id = professional_id
        self.stood: dict[str, datetime] = {}

    @staticmethod
    def id_of(professional_id: str) -> UUID:
        return named_id("witness", professional_id)

    @classmethod
    def begin(cls, professional_id: str, now: datetime) -> WitnessRecord:
        return cls._create(
            event_class=Known,
            id=cls.id_of(professional_id),
            timestamp=now,
            professional_id=professional_id,
        )

    def stand(self, recovery_id: str, now: datetime) -> None:
        """Count it, once per way back. Raises Refused beyond the month's limit."""
        if recovery_id in self.stood:
            return
        if self.lately(now) >= MONTH_MAX:
            raise Refused("witness_too_often", "Vous avez trop témoigné ce mois-ci : demandez à un collègue.")
        self.trigger_event(StoodWitness, timestamp=now, recovery_id=recovery_id)

    def often(self, now: datetime) -> bool:
        """Whether the person is to be told how often they do this."""
        return self.lately(now) >= OFTEN

    def lately(self, now: datetime) -> int:
        return sum(now - at < MONTH for at in self.stood.values())
