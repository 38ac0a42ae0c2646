"""Ingest as the directory meets it: a feed of facts and vintages in pages, held in memory."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from shared.contracts.ingest import Place, ReadFacts, ReadVintage, RegisterLoaded, VintagePage
from shared.contracts.shapes import Fact, FeedPage, PublishedFact
from shared.problems import NotFound, Unavailable
from shared.rpc.call import Call
from shared.rpc.methods import rpc

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY = date(2026, 3, 1)


class FakeIngest:
    """`tell` adds facts; `page_places` is how many places a page holds; `breaks_after` pages it stops
    answering.
    """

    name = "ingest"

    def __init__(self) -> None:
        self.epoch = "an-epoch"
        self.facts: list[PublishedFact] = []
        self.vintages: dict[str, list[Place]] = {}
        self.page_places = 2
        self.pages_read: list[str] = []
        self.breaks_after = -1

    def tell(self, *facts: Fact) -> None:
        for fact in facts:
            self.facts.append(
                PublishedFact(
                    position=len(self.facts) + 1,
                    type=fact.TYPE,
                    version=fact.VERSION,
                    subject=fact.subject(),
                    subject_version=1,
                    data=msgspec.Raw(msgspec.json.encode(fact)),
                    recorded_at=AT,
                )
            )

    def load(self, places: list[Place], vintage: str = "v1", as_of: date = TODAY) -> None:
        self.vintages[vintage] = sorted(places, key=lambda place: place.id)
        count = len(places)
        self.tell(RegisterLoaded(source="finess", extent="idf", vintage=vintage, as_of=as_of, places=count))

    @rpc
    def read_facts(self, request: ReadFacts, call: Call) -> FeedPage:
        facts = self.facts[request.after : request.after + request.limit]
        return FeedPage(epoch=self.epoch, head=len(self.facts), facts=facts)

    @rpc
    def read_vintage(self, request: ReadVintage, call: Call) -> VintagePage:
        if len(self.pages_read) == self.breaks_after:
            self.breaks_after = -1
            raise Unavailable("down", "En panne.")
        if request.vintage not in self.vintages:
            raise NotFound("vintage", "Ce millésime n'est plus là.")
        self.pages_read.append(request.after)
        left = [place for place in self.vintages[request.vintage] if place.id > request.after]
        page = left[: self.page_places]
        more = page[-1].id if len(left) > len(page) else ""
        return VintagePage(vintage=request.vintage, places=page, next_after=more)
