"""Places of the official registers, and the registers' own state. Public values: no need to be signed in to
read.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheTalk
from services.gateway.edge.visitor import need_kind
from shared.contracts.directory import PAGE_MAX, FindPlaces, FoundPlaces, GetPlace
from shared.contracts.ingest import GetRegisterStatus, LoadRegister, Place, RegisterReport, RegisterStatus

LOAD_TIMEOUT_S = 300.0
Words = Annotated[
    str, QueryParameter(max_length=200, description="Words; typos and missing accents are forgiven")
]
Latitude = Annotated[float | None, QueryParameter(ge=-90, le=90, description="Degrees, WGS84")]
Longitude = Annotated[float | None, QueryParameter(ge=-180, le=180, description="Degrees, WGS84")]
Radius = Annotated[float | None, QueryParameter(gt=0, le=500, description="Kilometres")]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]


class Places(Controller):
    """Search and reading of places."""

    tags = ("places",)

    @get("/places", operation_id="findPlaces", summary="Search places by words, nearness, commune, category")
    async def find(
        self,
        open_talk: TheTalk,
        q: Words = "",
        lat: Latitude = None,
        lon: Longitude = None,
        radius_km: Radius = None,
        code_insee: Annotated[str, QueryParameter(max_length=5)] = "",
        category: Annotated[str, QueryParameter(max_length=10)] = "",
        limit: Limit = 20,
    ) -> FoundPlaces:
        query = FindPlaces(
            text=q,
            lat=lat,
            lon=lon,
            radius_km=radius_km,
            code_insee=code_insee,
            category=category,
            limit=limit,
        )
        return await open_talk.ask(query, FoundPlaces)

    @get("/places/{source:str}/{place_id:str}", operation_id="getPlace", summary="One place of a register")
    async def get_place(self, open_talk: TheTalk, source: Id, place_id: Id) -> Place:
        return await open_talk.ask(GetPlace(source=source, id=place_id), Place)


class Register(Controller):
    """Loading the registers and seeing where they are."""

    path = "/register"
    tags = ("register",)

    @get("/", operation_id="getRegisterStatus", summary="What is loaded, of when, and what was refused since")
    async def status(self, talk: TheTalk) -> RegisterStatus:
        return await talk.ask(GetRegisterStatus(), RegisterStatus)

    @post(
        "/loads", operation_id="loadRegister", summary="Load or refresh a register from a file of the server"
    )
    async def load(self, talk: TheTalk, data: JSONBody[LoadRegister]) -> RegisterReport:
        need_kind(talk, "operator")
        return await talk.ask(data, RegisterReport, timeout_s=LOAD_TIMEOUT_S)
