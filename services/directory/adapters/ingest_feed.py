"""How the directory reads ingest's feed: by the typed call, in either mode."""

from __future__ import annotations

from services.directory.adapters.place_copy import CALLER
from shared.contracts.ingest import ReadFacts
from shared.contracts.shapes import FeedPage
from shared.rpc.call import Caller


class IngestFeed:
    """A reader of facts: `feed(after, limit)`. Raises `unavailable` while ingest does not answer."""

    def __init__(self, ingest: Caller) -> None:
        self._ingest = ingest

    def __call__(self, after: int, limit: int) -> FeedPage:
        page: FeedPage = self._ingest.call(ReadFacts(after=after, limit=limit), CALLER).value
        return page
