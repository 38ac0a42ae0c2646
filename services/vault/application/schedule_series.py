"""Schedule what comes again: one appointment a date, all of them in one transaction or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.vault.application.appointment_shown import ADD, PART
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.ports import AppointmentIds
from services.vault.application.series_shown import Held, planned_dates, series_as
from services.vault.domain.appointment import Appointment, refuse_when_full
from services.vault.domain.series import Series, Slot
from shared.contracts import vault_series as contract
from shared.contracts.vault_recurring_groups import ScheduleRecurringGroup
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class ScheduleSeries:
    log: EventLog
    gate: Gate
    ids: AppointmentIds

    def __call__(self, request: contract.ScheduleSeries, call: Call) -> contract.Series:
        refuse_nir(request.title, "title")
        refuse_nir(request.place_name, "place_name")

        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part=PART)
            dates = kept_dates(request, now)
            refuse_when_full(self.ids.count(vault.id), len(dates))
            series, held = begun(request, vault.id, dates, call.actor.id, now)
            self.gate.note_act(vault, call, ADD)
            return Change(
                reply=series_as(series, held, now),
                sealed_for=vault.id,
                aggregates=[*(one.appointment for one in held), series, vault],
                log=[line(vault.id, "series_scheduled", call, title=request.title.strip())],
            )

        return self.log.command(call, contract.Series, work)


def kept_dates(request: contract.ScheduleSeries | ScheduleRecurringGroup, now: datetime) -> list[str]:
    """The wall times that are not skipped. Raises InvalidInput when all are."""
    dates = planned_dates(request.starts_local, request.zone, request.rhythm, request.skipped, now)
    kept = [one.starts_local for one in dates if not one.skipped]
    if not kept:
        sentence = "Toutes les dates sont enlevées : gardez-en une au moins."
        raise InvalidInput("series_skipped", sentence, field="skipped")
    return kept


def begun(
    request: contract.ScheduleSeries, vault_id: UUID, dates: Sequence[str], by: str, now: datetime
) -> tuple[Series, list[Held]]:
    """The series and its appointments, not yet stored."""
    series_id = new_id()
    appointments = [
        Appointment.schedule(
            new_id(),
            vault_id=vault_id,
            title=request.title.strip(),
            place_name=request.place_name.strip(),
            starts_local=one,
            zone=request.zone,
            lead_hours=request.lead_hours,
            scheduled_by=by,
            now=now,
            series_id=str(series_id),
        )
        for one in dates
    ]
    held = [Held(Slot(str(a.id), a.starts_local), a) for a in appointments]
    series = Series.begin(
        series_id,
        vault_id=vault_id,
        slots=[one.slot for one in held],
        zone=request.zone,
        rhythm=request.rhythm,
        begun_by=by,
        now=now,
    )
    return series, held
