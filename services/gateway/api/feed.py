"""The gateway's facts over HTTP, by position: what a queue would bring, for who has none."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, get
from litestar.params import QueryParameter

from services.gateway.edge.given import TheGate, TheParts, TheTalk
from services.gateway.edge.visitor import need_kind
from shared.eventstore.feed import PAGE_POSITIONS_MAX
from shared.messaging.envelope import as_document, seal

After = Annotated[int, QueryParameter(ge=0, description="The last position you have; 0: from the start")]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_POSITIONS_MAX, description="Positions in the page")]


class FeedOfFacts(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: the newest position. `facts`: CloudEvents, as queues bring them. Another `epoch` than the one
    you know means that the gateway was restored: read again from 0."""

    epoch: str
    head: int
    facts: list[dict[str, Any]]


class Feed(Controller):
    """Reading the feed, for operators."""

    path = "/feed"
    tags = ("feed",)

    @get("/", operation_id="readFeed", summary="The gateway's facts after a position, as CloudEvents")
    async def read(
        self, talk: TheTalk, gate: TheGate, parts: TheParts, after: After = 0, limit: Limit = 200
    ) -> FeedOfFacts:
        need_kind(talk, "operator")
        page = await gate.read_feed(after, limit)
        region = parts.settings.region
        facts = [as_document(seal(region, "gateway", page.epoch, fact)) for fact in page.facts]
        return FeedOfFacts(epoch=page.epoch, head=page.head, facts=facts)
