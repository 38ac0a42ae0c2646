"""The vault's feed, for services and operators: facts hold no personal data."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.shapes import FeedPage
from shared.contracts.vault import ReadFacts as Request
from shared.eventstore.log import EventLog
from shared.problems import NotAllowed
from shared.rpc.call import Call


@dataclass(frozen=True)
class ReadFacts:
    log: EventLog

    def __call__(self, request: Request, call: Call) -> FeedPage:
        if call.actor.kind not in ("service", "operator"):
            raise NotAllowed("not_for_you", "Ce fil est réservé aux services.")
        return self.log.read_facts(request.after, request.limit)
