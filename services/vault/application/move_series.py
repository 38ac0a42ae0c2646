"""Move an occurrence and all after it; what was moved alone stays where it was put. Reminders follow each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.vault.application.appointment_shown import ADD
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.series_shown import Held, seen_refused, series_as, series_of
from services.vault.domain.series import Series
from services.vault.domain.wall_time import upcoming
from shared.contracts import vault_series as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Refused
from shared.rpc.call import Call


@dataclass(frozen=True)
class MoveSeries:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.MoveSeries, call: Call) -> contract.Series:
        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part="appointments")
            series, held = series_of(self.log, vault, request.series_id)
            if refused := seen_refused(self.gate, vault, call, held):
                return refused
            self.gate.note_act(vault, call, ADD)
            zone = request.zone or series.zone
            upcoming(request.starts_local, zone, now)
            since = series.number_of(request.appointment_id)
            moved = moved_along(series, held, since, request.starts_local, zone, now)
            return Change(
                reply=series_as(series, moved, now),
                sealed_for=vault.id,
                aggregates=[*(one.appointment for one in moved), series, vault],
                log=[line(vault.id, "series_moved", call, title=held[0].appointment.title)],
            )

        return self.log.command(call, contract.Series, work)


def moved_along(
    series: Series, held: Sequence[Held], since: int, starts_local: str, zone: str, now: datetime
) -> list[Held]:
    """Everything once it has moved. Raises Refused when the one chosen has begun or is cancelled."""
    chosen = held[since].appointment
    if not held[since].coming(now) and chosen.state == "scheduled":
        raise Refused("occurrence_past", "Ce rendez-vous est passé : choisissez-en un à venir.")
    follow = [n for n, one in enumerate(held) if n > since and one.coming(now) and not one.apart(series)]
    series.reschedule(since, starts_local, zone, now)
    for number in (since, *follow):
        held[number].appointment.move(series.slots[number].planned_local, zone, now)
    return [Held(slot, one.appointment) for slot, one in zip(series.slots, held, strict=True)]
