"""Cancel an occurrence and all after it, or the whole series; what has begun stays as it was."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import ADD
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.series_shown import seen_refused, series_as, series_of
from shared.contracts import vault_series as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Refused
from shared.rpc.call import Call


@dataclass(frozen=True)
class CancelSeries:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.CancelSeries, call: Call) -> contract.Series:
        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part="appointments")
            series, held = series_of(self.log, vault, request.series_id)
            if refused := seen_refused(self.gate, vault, call, held):
                return refused
            self.gate.note_act(vault, call, ADD)
            first = request.from_appointment_id
            since = series.number_of(first) if first else 0
            coming = [one.appointment for one in held[since:] if one.coming(now)]
            if not coming:
                raise Refused("nothing_to_cancel", "Il n'y a plus de rendez-vous à annuler.")
            for appointment in coming:
                appointment.cancel(now)
            series.stop(since, now)
            return Change(
                reply=series_as(series, held, now),
                sealed_for=vault.id,
                aggregates=[*coming, series, vault],
                log=[line(vault.id, "series_cancelled", call, title=coming[0].title)],
            )

        return self.log.command(call, contract.Series, work)
