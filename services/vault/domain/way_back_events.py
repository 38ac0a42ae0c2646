"""What happens when card and PIN are both lost, and how each thing that happened changes the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.eventstore.erased import ERASED

if TYPE_CHECKING:
    from services.vault.domain.way_back import WayBack

StoppedBy = Literal["holder", "follow_up", "message"]
ASKED_KEPT_MAX = 50  # the oldest leaves memory, never the log; bounds the aggregate


@dataclass(frozen=True)
class Word:
    """One professional's word that the person is with them: the last time they gave it."""

    professional_id: str
    name: str
    organisation: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """One way back, from the first word on. `words` by professional, in order of their first one."""

    id: str
    asked_at: datetime
    stop_code: str
    words: dict[str, Word]
    granted_at: datetime | None = None
    granted_to: str = ""
    stopped_at: datetime | None = None
    stopped_by: StoppedBy | None = None
    stopped_by_name: str = ""
    done: bool = False


class WayBackEvent(Aggregate.Event):
    """`subject_id` is the vault whose key seals what is PERSONAL."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Begun(WayBackEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.WayBack.Begun"


class RecoveryAsked(WayBackEvent):
    """The first word. `stop_code`: what the person's message lets anyone stop it with; it grants nothing."""

    TOPIC: ClassVar[str] = "vault.WayBack.RecoveryAsked"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "organisation", "stop_code"})
    recovery_id: str
    professional_id: str
    name: str
    organisation: str
    stop_code: str
    ready_at: datetime

    def apply(self, way_back: WayBack) -> None:
        if self.stop_code is ERASED:
            return  # nothing of it may be decided upon any more
        if len(way_back.asked) >= ASKED_KEPT_MAX:
            way_back.asked.pop(next(iter(way_back.asked)))
        word = Word(self.professional_id, self.name, self.organisation, self.timestamp)
        way_back.asked[self.recovery_id] = Asked(
            self.recovery_id, self.timestamp, self.stop_code, {self.professional_id: word}
        )


class RecoveryEvent(WayBackEvent):
    """Something that happens to one of them."""

    recovery_id: str

    def apply(self, way_back: WayBack) -> None:
        before = way_back.asked.get(self.recovery_id)
        if before is not None:
            way_back.asked[self.recovery_id] = self.after(before)

    def after(self, before: Asked) -> Asked:
        raise NotImplementedError  # each kind of them says how


class RecoveryWitnessed(RecoveryEvent):
    """Another word, or the same professional's again: the last one counts."""

    TOPIC: ClassVar[str] = "vault.WayBack.RecoveryWitnessed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "organisation"})
    professional_id: str
    name: str
    organisation: str

    def after(self, before: Asked) -> Asked:
        word = Word(self.professional_id, self.name, self.organisation, self.timestamp)
        return replace(before, words={**before.words, self.professional_id: word})


class RecoveryGranted(RecoveryEvent):
    """From now on, for minutes, card and PIN may be replaced once, beside that professional."""

    TOPIC: ClassVar[str] = "vault.WayBack.RecoveryGranted"
    professional_id: str

    def after(self, before: Asked) -> Asked:
        return replace(before, granted_at=self.timestamp, granted_to=self.professional_id)


class RecoveryDone(RecoveryEvent):
    TOPIC: ClassVar[str] = "vault.WayBack.RecoveryDone"

    def after(self, before: Asked) -> Asked:
        return replace(before, done=True)


class RecoveryStopped(RecoveryEvent):
    TOPIC: ClassVar[str] = "vault.WayBack.RecoveryStopped"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name"})
    by: StoppedBy
    professional_id: str
    name: str

    def after(self, before: Asked) -> Asked:
        return replace(before, stopped_at=self.timestamp, stopped_by=self.by, stopped_by_name=self.name or "")
