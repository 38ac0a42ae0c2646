"""Appointments that come again: which they are, in order, and when the series wants each.

Each is an Appointment of its own (appointment.py), so that reminders, reading and moving one alone need
nothing new. This holds ids, codes and dates only; `subject_id` is the vault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.recurrence import shifted, turned
from shared.contracts.vault_series import Rhythm
from shared.problems import NotFound, Refused


@dataclass(frozen=True)
class Slot:
    """A place in the series: the appointment that has it, and the wall time that the series wants."""

    appointment_id: str
    planned_local: str


class SeriesEvent(Aggregate.Event):
    subject_id: UUID


class Begun(SeriesEvent, AggregateCreated):
    """`starts_local` go with `appointment_ids`, the soonest first."""

    TOPIC: ClassVar[str] = "vault.Series.Begun"
    appointment_ids: list[str]
    starts_local: list[str]
    zone: str
    rhythm: Rhythm
    begun_by: str


class Rescheduled(SeriesEvent):
    """From the slot numbered `since` (from 0) on; `starts_local` are those slots' new wall times."""

    TOPIC: ClassVar[str] = "vault.Series.Rescheduled"
    since: int
    starts_local: list[str]
    zone: str
    rhythm: Rhythm

    def apply(self, series: Series) -> None:
        series.zone, series.rhythm = self.zone, self.rhythm
        series.usual_local = self.starts_local[0]
        kept = series.slots[self.since :]
        series.slots[self.since :] = [
            Slot(slot.appointment_id, when) for slot, when in zip(kept, self.starts_local, strict=True)
        ]


class Stopped(SeriesEvent):
    """What had not begun yet, from the slot numbered `since` on, is cancelled."""

    TOPIC: ClassVar[str] = "vault.Series.Stopped"
    since: int

    def apply(self, series: Series) -> None:
        """Which appointments were, they tell themselves."""


class PutBack(SeriesEvent):
    """Slots, by number, are taken by new appointments."""

    TOPIC: ClassVar[str] = "vault.Series.PutBack"
    slots: list[int]
    appointment_ids: list[str]

    def apply(self, series: Series) -> None:
        for number, appointment_id in zip(self.slots, self.appointment_ids, strict=True):
            series.slots[number] = Slot(appointment_id, series.slots[number].planned_local)


class Series(Aggregate):
    """Begun whole; its slots are as many to the end."""

    TOPIC: ClassVar[str] = "vault.Series"
    Event = SeriesEvent
    Created = Begun  # type: ignore[assignment]
    Rescheduled = Rescheduled
    Stopped = Stopped
    PutBack = PutBack

    def __init__(
        self,
        subject_id: UUID,
        appointment_ids: list[str],
        starts_local: list[str],
        zone: str,
        rhythm: Rhythm,
        begun_by: str,
    ) -> None:
        self.vault_id = subject_id
        self.slots = [Slot(*one) for one in zip(appointment_ids, starts_local, strict=True)]
        self.zone = zone
        self.rhythm = rhythm
        self.usual_local = starts_local[0]
        self.begun_by = begun_by

    @classmethod
    def begin(
        cls,
        series_id: UUID,
        *,
        vault_id: UUID,
        slots: Sequence[Slot],
        zone: str,
        rhythm: Rhythm,
        begun_by: str,
        now: datetime,
    ) -> Series:
        return cls._create(
            event_class=Begun,
            id=series_id,
            timestamp=now,
            subject_id=vault_id,
            appointment_ids=[slot.appointment_id for slot in slots],
            starts_local=[slot.planned_local for slot in slots],
            zone=zone,
            rhythm=rhythm,
            begun_by=begun_by,
        )

    def number_of(self, appointment_id: str) -> int:
        """The number of the slot that it has, from 0. Raises NotFound."""
        for number, slot in enumerate(self.slots):
            if slot.appointment_id == appointment_id:
                return number
        raise NotFound("appointment_not_found", "Ce rendez-vous n'existe pas.")

    def reschedule(self, since: int, starts_local: str, zone: str, now: datetime) -> None:
        """The slot `since` goes to `starts_local`, those after follow. The same again changes nothing."""
        wanted = shifted([slot.planned_local for slot in self.slots[since:]], starts_local, self.rhythm)
        if (wanted, zone) == ([slot.planned_local for slot in self.slots[since:]], self.zone):
            return
        rhythm = turned(self.rhythm, self.slots[since].planned_local, wanted[0])
        self.trigger_event(
            Rescheduled,
            timestamp=now,
            subject_id=self.vault_id,
            since=since,
            starts_local=wanted,
            zone=zone,
            rhythm=rhythm,
        )

    def stop(self, since: int, now: datetime) -> None:
        self.trigger_event(Stopped, timestamp=now, subject_id=self.vault_id, since=since)

    def put_back(self, appointments: Mapping[int, str], now: datetime) -> None:
        """`appointments`: the new one's id by number of slot. Raises Refused when there is none."""
        if not appointments:
            raise Refused("nothing_to_put_back", "Il n'y a plus rien à remettre : ces dates sont passées.")
        self.trigger_event(
            PutBack,
            timestamp=now,
            subject_id=self.vault_id,
            slots=list(appointments),
            appointment_ids=list(appointments.values()),
        )
