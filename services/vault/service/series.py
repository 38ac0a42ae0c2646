"""Appointments that come again: their dates before, then all of them, some or one."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_series as s
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class SeriesOfAppointments:
    uses: VaultWiring

    @rpc
    def preview_series(self, request: s.PreviewSeries, call: Call) -> s.SeriesDates:
        return self.uses.do.preview_series(request, call)

    @rpc
    def schedule_series(self, request: s.ScheduleSeries, call: Call) -> s.Series:
        return self.uses.do.schedule_series(request, call)

    @rpc
    def get_series(self, request: s.GetSeries, call: Call) -> s.Series:
        return self.uses.do.get_series(request, call)

    @rpc
    def move_series(self, request: s.MoveSeries, call: Call) -> s.Series:
        return self.uses.do.move_series(request, call)

    @rpc
    def cancel_series(self, request: s.CancelSeries, call: Call) -> s.Series:
        return self.uses.do.cancel_series(request, call)

    @rpc
    def put_back_occurrences(self, request: s.PutBackOccurrences, call: Call) -> s.Series:
        return self.uses.do.put_back_occurrences(request, call)
