"""What happens to the mandates of one vault, and how each thing that happened changes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.mandate import Mandate
from services.vault.domain.opening import Second, SecondPerson
from shared.contracts.vault_mandates import MandateTerms

if TYPE_CHECKING:
    from services.vault.domain.representation import Representation


class RepresentationEvent(Aggregate.Event):
    """`subject_id` is the vault whose key seals what is PERSONAL: that someone is protected is private."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Begun(RepresentationEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Representation.Begun"


class MandateRecorded(RepresentationEvent):
    TOPIC: ClassVar[str] = "vault.Representation.MandateRecorded"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"terms", "recorded_by_name"})
    mandate_id: str
    terms: MandateTerms
    since: datetime
    until: datetime
    recorded_by: str
    recorded_by_name: str
    organisation_id: str
    second_by: Second
    document_id: str

    def apply(self, representation: Representation) -> None:
        if isinstance(self.terms, str):  # ERASED:
            return  # nothing of it may be decided upon any more
        second = SecondPerson(self.organisation_id, self.recorded_by, self.second_by)
        representation.mandates[self.mandate_id] = Mandate(
            self.mandate_id,
            self.terms,
            self.recorded_by,
            self.recorded_by_name,
            second,
            self.timestamp,
            self.document_id,
        )


class MandateEvent(RepresentationEvent):
    """Something that happens to one mandate."""

    mandate_id: str

    def apply(self, representation: Representation) -> None:
        before = representation.mandates.get(self.mandate_id)
        if before is not None:
            representation.mandates[self.mandate_id] = self.after(before)

    def after(self, before: Mandate) -> Mandate:
        raise NotImplementedError


class DecisionAttached(MandateEvent):
    TOPIC: ClassVar[str] = "vault.Representation.DecisionAttached"
    document_id: str

    def after(self, before: Mandate) -> Mandate:
        return replace(before, document_id=self.document_id)


class DecisionTakenBack(MandateEvent):
    """Its depositor took back a decision nobody had confirmed on: the mandate waits for another."""

    TOPIC: ClassVar[str] = "vault.Representation.DecisionTakenBack"
    document_id: str

    def after(self, before: Mandate) -> Mandate:
        return replace(before, document_id="")


class MandateConfirmed(MandateEvent):
    """Carries whom it opens the vault to and until when, for who lists people followed."""

    TOPIC: ClassVar[str] = "vault.Representation.MandateConfirmed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"confirmed_by_name"})
    confirmed_by: str
    confirmed_by_name: str
    representative_kind: str
    representative_id: str
    until: datetime

    def after(self, before: Mandate) -> Mandate:
        name, at = self.confirmed_by_name, before.confirmed_at or self.timestamp
        return replace(before, confirmed_by_name=name, confirmed_at=at, contested="")


class MandateEnded(MandateEvent):
    TOPIC: ClassVar[str] = "vault.Representation.MandateEnded"
    ended_by: str

    def after(self, before: Mandate) -> Mandate:
        return replace(before, ended_at=self.timestamp)


class MandateContested(MandateEvent):
    TOPIC: ClassVar[str] = "vault.Representation.MandateContested"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})
    words: str
    organisation_id: str

    def after(self, before: Mandate) -> Mandate:
        return replace(before, contested=self.words)
