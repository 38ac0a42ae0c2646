"""Put back what was cancelled of a series. A cancelled appointment stays so: a new one takes its place, at
the series' own time, with its own reminders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.vault.application.appointment_shown import ADD
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.ports import AppointmentIds
from services.vault.application.series_shown import Held, seen_refused, series_as, series_of
from services.vault.domain.appointment import Appointment, refuse_when_full
from services.vault.domain.series import Series
from services.vault.domain.wall_time import instant_of
from shared.contracts import vault_series as contract
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.rpc.call import Call


@dataclass(frozen=True)
class PutBackOccurrences:
    log: EventLog
    gate: Gate
    ids: AppointmentIds

    def __call__(self, request: contract.PutBackOccurrences, call: Call) -> contract.Series:
        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part="appointments")
            series, held = series_of(self.log, vault, request.series_id)
            if refused := seen_refused(self.gate, vault, call, held):
                return refused
            self.gate.note_act(vault, call, ADD)
            numbers = sorted({series.number_of(one) for one in request.appointment_ids})
            renewed = renewed_of(series, held, numbers, call.actor.id, now)
            refuse_when_full(self.ids.count(vault.id), len(renewed))
            series.put_back({number: str(one.id) for number, one in renewed.items()}, now)
            shown = [
                Held(series.slots[number], renewed.get(number, one.appointment))
                for number, one in enumerate(held)
            ]
            return Change(
                reply=series_as(series, shown, now),
                sealed_for=vault.id,
                aggregates=[*renewed.values(), series, vault],
                log=[line(vault.id, "series_put_back", call, title=held[0].appointment.title)],
            )

        return self.log.command(call, contract.Series, work)


def renewed_of(
    series: Series, held: Sequence[Held], numbers: Sequence[int], by: str, now: datetime
) -> dict[int, Appointment]:
    """By number of slot; nothing for what was not cancelled, or whose time has passed."""
    return {
        number: Appointment.schedule(
            new_id(),
            vault_id=series.vault_id,
            title=held[number].appointment.title,
            place_name=held[number].appointment.place_name,
            starts_local=series.slots[number].planned_local,
            zone=series.zone,
            lead_hours=held[number].appointment.lead_hours,
            scheduled_by=by,
            now=now,
            series_id=str(series.id),
        )
        for number in numbers
        if held[number].appointment.state == "cancelled"
        and instant_of(series.slots[number].planned_local, series.zone) > now
    }
