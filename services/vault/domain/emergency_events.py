"""What happens to emergency access to one vault, and how each thing that happened changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.emergency_use import Use
from services.vault.domain.opening import Second, SecondPerson
from shared.contracts.vault_emergency import EmergencyOutcome, EmergencyReason
from shared.contracts.vault_terms import Scope
from shared.eventstore.erased import ERASED

if TYPE_CHECKING:
    from services.vault.domain.emergency import Emergencies

USES_KEPT_MAX = 500  # the oldest reviewed use leaves memory, never the log; bounds the aggregate


class EmergencyEvent(Aggregate.Event):
    """`subject_id` is the vault whose key seals what is PERSONAL: reasons are told to nobody else."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class EmergencyWatched(EmergencyEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Emergencies.EmergencyWatched"


class ChoiceMade(EmergencyEvent):
    """The person said whether and what an emergency shows; without a scope, the minimum."""

    TOPIC: ClassVar[str] = "vault.Emergencies.ChoiceMade"
    allowed: bool
    scope: Scope | None

    def apply(self, emergencies: Emergencies) -> None:
        emergencies.allowed, emergencies.marked = self.allowed, self.scope


class EmergencyOpened(EmergencyEvent):
    TOPIC: ClassVar[str] = "vault.Emergencies.EmergencyOpened"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"opened_by_name", "organisation", "reason", "account"})
    emergency_id: str
    opened_by: str
    opened_by_name: str
    organisation_id: str
    organisation: str
    second_by: Second
    reason: EmergencyReason
    account: str
    until: datetime

    def apply(self, emergencies: Emergencies) -> None:
        if self.reason is ERASED:
            return  # nothing of it may be decided upon any more
        if len(emergencies.uses) >= USES_KEPT_MAX:
            reviewed = (use.id for use in emergencies.uses.values() if use.outcome is not None)
            emergencies.uses.pop(next(reviewed, ""), None)
        emergencies.uses[self.emergency_id] = Use(
            self.emergency_id,
            self.opened_by,
            self.opened_by_name,
            self.organisation,
            SecondPerson(self.organisation_id, self.opened_by, self.second_by),
            self.reason,
            self.account,
            self.timestamp,
            self.until,
        )


class UseEvent(EmergencyEvent):
    """Something that happens to one use."""

    emergency_id: str

    def apply(self, emergencies: Emergencies) -> None:
        before = emergencies.uses.get(self.emergency_id)
        if before is not None:
            emergencies.uses[self.emergency_id] = self.after(before)

    def after(self, before: Use) -> Use:
        raise NotImplementedError


class EmergencyReviewed(UseEvent):
    TOPIC: ClassVar[str] = "vault.Emergencies.EmergencyReviewed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reviewed_by_name", "account"})
    reviewed_by: str
    reviewed_by_name: str
    outcome: EmergencyOutcome
    account: str

    def after(self, before: Use) -> Use:
        return replace(
            before, outcome=self.outcome, reviewed_by_name=self.reviewed_by_name, review=self.account
        )


class EmergencyContested(UseEvent):
    """`organisation_id`: whose second person must look (again)."""

    TOPIC: ClassVar[str] = "vault.Emergencies.EmergencyContested"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})
    words: str
    organisation_id: str

    def after(self, before: Use) -> Use:
        return replace(before, contested=self.words, outcome=None, reviewed_by_name="", review="")
