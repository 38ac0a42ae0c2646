"""Ingest's table of contents: what can be asked of it."""

from __future__ import annotations

from services.ingest.wiring import build
from shared.contracts import ingest as i
from shared.contracts.shapes import FeedPage
from shared.rpc.call import Call
from shared.rpc.methods import rpc, wired


class IngestService:
    """Registers of places, as their official sources state them."""

    name = "ingest"
    uses = wired(build)

    @rpc
    def load_register(self, request: i.LoadRegister, call: Call) -> i.RegisterReport:
        return self.uses.load_register(request, call)

    @rpc
    def read_vintage(self, request: i.ReadVintage, call: Call) -> i.VintagePage:
        return self.uses.reader.read_vintage(request)

    @rpc
    def get_register_status(self, request: i.GetRegisterStatus, call: Call) -> i.RegisterStatus:
        return self.uses.reader.get_register_status()

    @rpc
    def read_facts(self, request: i.ReadFacts, call: Call) -> FeedPage:
        return self.uses.log.read_facts(request.after, request.limit)
