"""A series as its readers know it, its dates before it exists, and how one is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.vault.application.appointment_shown import PART, appointment_as, see
from services.vault.application.gate import Gate, uuid_of
from services.vault.domain.appointment import Appointment
from services.vault.domain.consent import Wanted
from services.vault.domain.recurrence import dates_of, days_of
from services.vault.domain.series import Series, Slot
from services.vault.domain.vault import Vault
from services.vault.domain.wall_time import instant_of, upcoming
from shared.contracts import vault_series as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class Held:
    """A slot with the appointment that has it."""

    slot: Slot
    appointment: Appointment

    def apart(self, series: Series) -> bool:
        """Whether it was moved alone."""
        return instant_of(self.slot.planned_local, series.zone) != self.appointment.starts_at

    def coming(self, now: datetime) -> bool:
        return self.appointment.state == "scheduled" and self.appointment.starts_at > now


def planned_dates(
    starts_local: str, zone: str, rhythm: contract.Rhythm, skipped: Sequence[str], now: datetime
) -> list[contract.PlannedDate]:
    """Every date, those skipped told as such. Raises InvalidInput: the first past, the last too far."""
    upcoming(starts_local, zone, now)
    closed = days_of(skipped)
    return [
        contract.PlannedDate(
            starts_local=one, starts_at=upcoming(one, zone, now), skipped=one.partition("T")[0] in closed
        )
        for one in dates_of(starts_local, rhythm)
    ]


def series_of(log: EventLog, vault: Vault, series_id: str) -> tuple[Series, list[Held]]:
    """That vault's series with its appointments, or NotFound."""
    missing = NotFound("series_not_found", "Cette série de rendez-vous n'existe pas.")
    series = log.load(Series, uuid_of(series_id, "series_id"), missing=missing)
    if series.vault_id != vault.id:
        raise missing
    return series, [_held(log, slot, missing) for slot in series.slots]


def _held(log: EventLog, slot: Slot, missing: NotFound) -> Held:
    return Held(slot, log.load(Appointment, uuid_of(slot.appointment_id, "appointment_id"), missing=missing))


def seen_refused(
    gate: Gate, vault: Vault, call: Call, held: Sequence[Held], also: Sequence[Wanted] = ()
) -> Change | None:
    """The refusal of who may not see the series, or may not do what else is wanted."""
    for wanted in (*also, see(held[0].appointment)):
        if reason := gate.why_not(vault, call, wanted):
            return gate.refusal(vault, call, wanted.action, reason, part=PART)
    return None


def usual_words(held: Sequence[Held]) -> tuple[str, str]:
    """What the series is for and where: what most of its dates say, the soonest of as many."""
    return Counter((one.appointment.title, one.appointment.place_name) for one in held).most_common(1)[0][0]


def series_as(series: Series, held: Sequence[Held], now: datetime) -> contract.Series:
    shown = [
        contract.Occurrence(
            appointment=appointment_as(one.appointment),
            planned_local=one.slot.planned_local,
            apart=one.apart(series),
            coming=one.coming(now),
        )
        for one in held
    ]
    coming = sorted((o.appointment for o in shown if o.coming), key=lambda a: a.starts_at)
    title, place_name = usual_words(held)
    last = coming[-1].starts_local if coming else series.slots[-1].planned_local
    return contract.Series(
        id=str(series.id),
        title=title,
        place_name=place_name,
        zone=series.zone,
        rhythm=series.rhythm,
        usual_local=series.usual_local,
        last_day=last.partition("T")[0],
        left=len(coming),
        occurrences=shown,
    )
