"""An appointment of the person: wall time and zone are what is kept, the instant is computed from them.

Each event carries `subject_id`, the vault's id, so that title and place are sealed with the person's key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.wall_time import instant_of, upcoming
from shared.problems import InvalidInput, Refused

APPOINTMENTS_MAX = 3_000  # per vault, cancelled ones included: one a day for eight years; bounds its lists


class AppointmentEvent(Aggregate.Event):
    """`subject_id` is the id of the vault whose key seals what is PERSONAL."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Scheduled(AppointmentEvent, AggregateCreated):
    """`series_id`: what it comes again in, if anything. Version 2 knows of it."""

    class_version = 2
    TOPIC: ClassVar[str] = "vault.Appointment.Scheduled"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title", "place_name"})
    title: str
    place_name: str
    starts_local: str
    zone: str
    lead_hours: list[int]
    scheduled_by: str
    series_id: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Until then, each came once."""
        state["series_id"] = ""


class Moved(AppointmentEvent):
    TOPIC: ClassVar[str] = "vault.Appointment.Moved"
    starts_local: str
    zone: str
    lead_hours: list[int]

    def apply(self, appointment: Appointment) -> None:
        appointment.starts_local, appointment.zone = self.starts_local, self.zone


class Amended(AppointmentEvent):
    """What it is for and where, both told anew."""

    TOPIC: ClassVar[str] = "vault.Appointment.Amended"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title", "place_name"})
    title: str
    place_name: str

    def apply(self, appointment: Appointment) -> None:
        appointment.title, appointment.place_name = self.title, self.place_name


class RemindersChosen(AppointmentEvent):
    """`lead_hours`: hours before the start at which to remind; the start is told too, as in each event that
    plans reminders.
    """

    TOPIC: ClassVar[str] = "vault.Appointment.RemindersChosen"
    starts_local: str
    zone: str
    lead_hours: list[int]

    def apply(self, appointment: Appointment) -> None:
        appointment.lead_hours = list(self.lead_hours)


class Cancelled(AppointmentEvent):
    TOPIC: ClassVar[str] = "vault.Appointment.Cancelled"

    def apply(self, appointment: Appointment) -> None:
        appointment.state = "cancelled"


class Appointment(Aggregate):
    """Scheduled, moved and amended any number of times, cancelled once and for good."""

    TOPIC: ClassVar[str] = "vault.Appointment"
    Event = AppointmentEvent
    Created = Scheduled  # type: ignore[assignment]
    Moved = Moved
    Amended = Amended
    RemindersChosen = RemindersChosen
    Cancelled = Cancelled

    def __init__(
        self,
        subject_id: UUID,
        title: str,
        place_name: str,
        starts_local: str,
        zone: str,
        lead_hours: list[int],
        scheduled_by: str,
        series_id: str = "",
    ) -> None:
        self.vault_id = subject_id
        self.title = title
        self.place_name = place_name
        self.starts_local = starts_local
        self.zone = zone
        self.lead_hours = list(lead_hours)
        self.scheduled_by = scheduled_by
        self.series_id = series_id
        self.state: Literal["scheduled", "cancelled"] = "scheduled"

    @classmethod
    def schedule(
        cls,
        appointment_id: UUID,
        *,
        vault_id: UUID,
        title: str,
        place_name: str,
        starts_local: str,
        zone: str,
        lead_hours: list[int],
        scheduled_by: str,
        now: datetime,
        series_id: str = "",
    ) -> Appointment:
        """Schedule; `lead_hours` are hours before the start at which to remind, the farthest first."""
        upcoming(starts_local, zone, now)
        return cls._create(
            event_class=Scheduled,
            id=appointment_id,
            timestamp=now,
            subject_id=vault_id,
            title=title,
            place_name=place_name,
            starts_local=starts_local,
            zone=zone,
            lead_hours=farthest_first(lead_hours),
            scheduled_by=scheduled_by,
            series_id=series_id,
        )

    @property
    def starts_at(self) -> datetime:
        """The UTC instant, by today's zone data."""
        return instant_of(self.starts_local, self.zone)

    def move(self, starts_local: str, zone: str, now: datetime) -> None:
        """Move to another wall time; an empty `zone` keeps the present one. The same time again changes
        nothing.
        """
        self._refuse_if_cancelled()
        zone = zone or self.zone
        upcoming(starts_local, zone, now)
        if (starts_local, zone) != (self.starts_local, self.zone):
            self.trigger_event(
                Moved,
                timestamp=now,
                subject_id=self.vault_id,
                starts_local=starts_local,
                zone=zone,
                lead_hours=self.lead_hours,
            )

    def amend(self, title: str, place_name: str, now: datetime) -> None:
        """Say anew what it is for and where. The same again changes nothing; nor can what has begun."""
        self._refuse_if_over(now)
        if (title, place_name) != (self.title, self.place_name):
            self.trigger_event(
                Amended, timestamp=now, subject_id=self.vault_id, title=title, place_name=place_name
            )

    def choose_reminders(self, lead_hours: Iterable[int], now: datetime) -> None:
        """Remind that many hours before. The same again changes nothing; one that is new and whose hour has
        passed would never leave, and is refused.
        """
        self._refuse_if_over(now)
        wanted = farthest_first(lead_hours)
        for lead in wanted:
            if lead not in self.lead_hours and self.starts_at - timedelta(hours=lead) <= now:
                sentence = "Ce rappel serait déjà passé : choisissez-en un plus proche du rendez-vous."
                raise InvalidInput("reminder_past", sentence, field="lead_hours")
        if wanted != self.lead_hours:
            self.trigger_event(
                RemindersChosen,
                timestamp=now,
                subject_id=self.vault_id,
                starts_local=self.starts_local,
                zone=self.zone,
                lead_hours=wanted,
            )

    def cancel(self, now: datetime) -> None:
        self._refuse_if_cancelled()
        self.trigger_event(Cancelled, timestamp=now, subject_id=self.vault_id)

    def _refuse_if_cancelled(self) -> None:
        if self.state == "cancelled":
            raise Refused("appointment_cancelled", "Ce rendez-vous est annulé.")

    def _refuse_if_over(self, now: datetime) -> None:
        self._refuse_if_cancelled()
        if self.starts_at <= now:
            raise Refused("appointment_begun", "Ce rendez-vous a déjà commencé : on ne peut plus le changer.")


def farthest_first(lead_hours: Iterable[int]) -> list[int]:
    """Each lead once, in hours."""
    return sorted(set(lead_hours), reverse=True)


def refuse_when_full(scheduled: int, adding: int = 1) -> None:
    """`scheduled`: how many the vault has had; `adding`: how many more are wanted. Counted on the view: what
    is being written beside may pass the limit by as many, which the export's own limit leaves room for.
    Raises Refused.
    """
    if scheduled + adding > APPOINTMENTS_MAX:
        raise Refused("appointments_full", "Ce coffre a trop de rendez-vous : on ne peut plus en ajouter.")
