"""The use cases of what comes again, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.cancel_series import CancelSeries
from services.vault.application.get_series import GetSeries
from services.vault.application.move_series import MoveSeries
from services.vault.application.preview_series import PreviewSeries
from services.vault.application.put_back_occurrences import PutBackOccurrences
from services.vault.application.schedule_series import ScheduleSeries
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class SeriesOfAppointments:
    preview_series: PreviewSeries
    schedule_series: ScheduleSeries
    get_series: GetSeries
    move_series: MoveSeries
    cancel_series: CancelSeries
    put_back_occurrences: PutBackOccurrences


def series_of_appointments_of(ground: Ground) -> SeriesOfAppointments:
    log, gate, ids = ground.log, ground.gate, ground.appointments
    return SeriesOfAppointments(
        preview_series=PreviewSeries(gate.clock),
        schedule_series=ScheduleSeries(log, gate, ids),
        get_series=GetSeries(log, gate),
        move_series=MoveSeries(log, gate),
        cancel_series=CancelSeries(log, gate),
        put_back_occurrences=PutBackOccurrences(log, gate, ids),
    )
