"""Searching a place, and its page."""

from __future__ import annotations

from litestar import Controller, get

from services.gateway.edge.given import Id
from services.gateway.pages.view import Page, TheView
from shared.contracts.directory import FindPlaces, FoundPlaces, GetPlace
from shared.contracts.ingest import Place

RESULTS = 20
WORDS_MAX_CHARS = 200


class PlacePages(Controller):
    """Places of the official registers, for everyone."""

    include_in_schema = False

    @get("/lieux")
    async def search(self, view: TheView) -> Page:
        words = view.request.query_params.get("q", "").strip()[:WORDS_MAX_CHARS]
        code_insee = view.request.query_params.get("commune", "").strip()[:5]
        found = None
        if words or code_insee:
            query = FindPlaces(text=words, code_insee=code_insee, limit=RESULTS)
            found = await view.talk.ask(query, FoundPlaces)
        return view.show("places.html", q=words, commune=code_insee, found=found)

    @get("/lieux/{source:str}/{place_id:str}")
    async def place(self, view: TheView, source: Id, place_id: Id) -> Page:
        place = await view.talk.ask(GetPlace(source=source, id=place_id), Place)
        return view.show("place.html", place=place)
