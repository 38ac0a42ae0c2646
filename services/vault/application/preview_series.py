"""The dates that a series would have, before it is confirmed. No vault is looked at, nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import require_verified
from services.vault.application.series_shown import planned_dates
from shared.clock import Clock
from shared.contracts import vault_series as contract
from shared.rpc.call import Call


@dataclass(frozen=True)
class PreviewSeries:
    clock: Clock

    def __call__(self, request: contract.PreviewSeries, call: Call) -> contract.SeriesDates:
        if call.actor.kind != "holder":
            require_verified(call)
        dates = planned_dates(
            request.starts_local, request.zone, request.rhythm, request.skipped, self.clock.now()
        )
        return contract.SeriesDates(dates=dates)
