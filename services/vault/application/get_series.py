"""A series with every one of its dates."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.application.series_shown import seen_refused, series_as, series_of
from shared.contracts import vault_series as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class GetSeries:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.GetSeries, call: Call) -> contract.Series:
        vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
        if reason := self.gate.why_unreached(vault, call):
            return self._refused(call, self.gate.refusal(vault, call, "see", reason, part="appointments"))
        series, held = series_of(self.log, vault, request.series_id)
        if refused := seen_refused(self.gate, vault, call, held):
            return self._refused(call, refused)
        note_once_a_day(self.log, call, vault.id, "appointments_listed", now)
        return series_as(series, held, now)

    def _refused(self, call: Call, refused: Change) -> contract.Series:
        return self.log.command(call, contract.Series, lambda: refused)
