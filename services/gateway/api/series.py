"""Appointments that come again: their dates before, then all of them, some or one."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import LeadHours
from shared.contracts.vault_series import (
    AppointmentIds,
    CancelSeries,
    Days,
    GetSeries,
    MoveSeries,
    PreviewSeries,
    PutBackOccurrences,
    Rhythm,
    ScheduleSeries,
    Series,
    SeriesDates,
    WallTime,
    Zone,
)


class AskedDates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`skipped`: days on which there is none, closures."""

    starts_local: WallTime
    rhythm: Rhythm
    zone: Zone = "Europe/Paris"
    skipped: Days = []


class NewSeries(AskedDates, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lead_hours`: when to remind of each, in hours before."""

    title: Title
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])


class SeriesMove(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From this appointment on; the others follow by as much. An empty `zone` keeps the series'."""

    appointment_id: Annotated[str, msgspec.Meta(max_length=36)]
    starts_local: WallTime
    zone: Zone = ""


class PutBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cancelled appointments of the series, to come again."""

    appointment_ids: AppointmentIds


class SeriesApi(Controller):
    """What comes again in the person's calendar."""

    tags = ("appointments",)

    @post(
        "/series-dates",
        operation_id="previewSeries",
        summary="The dates that a series would have; nothing is kept",
        status_code=200,
    )
    async def preview(self, talk: TheTalk, data: JSONBody[AskedDates]) -> SeriesDates:
        return await talk.ask(PreviewSeries(**msgspec.structs.asdict(data)), SeriesDates)

    @post("/vaults/{vault_id:str}/series", operation_id="scheduleSeries", summary="Schedule what comes again")
    async def schedule(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewSeries]) -> Series:
        return await talk.ask(ScheduleSeries(vault_id=vault_id, **msgspec.structs.asdict(data)), Series)

    @get(
        "/vaults/{vault_id:str}/series/{series_id:str}",
        operation_id="getSeries",
        summary="A series, with every date",
    )
    async def one(self, talk: TheTalk, vault_id: Id, series_id: Id) -> Series:
        return await talk.ask(GetSeries(vault_id=vault_id, series_id=series_id), Series)

    @post(
        "/vaults/{vault_id:str}/series/{series_id:str}/move",
        operation_id="moveSeries",
        summary="Move an appointment and all after it",
        status_code=200,
    )
    async def move(self, talk: TheTalk, vault_id: Id, series_id: Id, data: JSONBody[SeriesMove]) -> Series:
        return await talk.ask(
            MoveSeries(vault_id=vault_id, series_id=series_id, **msgspec.structs.asdict(data)), Series
        )

    @post(
        "/vaults/{vault_id:str}/series/{series_id:str}/put-back",
        operation_id="putBackOccurrences",
        summary="Put back what was cancelled",
        status_code=200,
    )
    async def put_back(self, talk: TheTalk, vault_id: Id, series_id: Id, data: JSONBody[PutBack]) -> Series:
        return await talk.ask(
            PutBackOccurrences(vault_id=vault_id, series_id=series_id, appointment_ids=data.appointment_ids),
            Series,
        )

    @delete(
        "/vaults/{vault_id:str}/series/{series_id:str}",
        operation_id="cancelSeries",
        summary="Cancel the series, or an appointment and all after it",
        status_code=200,
    )
    async def cancel(
        self,
        talk: TheTalk,
        vault_id: Id,
        series_id: Id,
        since: Annotated[
            str, QueryParameter(name="from", max_length=36, description="the first appointment to cancel")
        ] = "",
    ) -> Series:
        return await talk.ask(
            CancelSeries(vault_id=vault_id, series_id=series_id, from_appointment_id=since), Series
        )
