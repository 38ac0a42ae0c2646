"""The links that the person gave, with what is left of each."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.link_shown import link_as
from services.vault.application.ports import PartIds
from services.vault.domain.paper_link import PaperLink
from shared.contracts import vault_links as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

LINKS_MAX = 100  # the newest; older ones are in the export


@dataclass(frozen=True)
class ListPaperLinks:
    log: EventLog
    gate: Gate
    links: PartIds

    def __call__(self, request: contract.ListPaperLinks, call: Call) -> contract.PaperLinks:
        vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
        found = [self.log.find(PaperLink, i) for i in self.links.of_vault(vault.id, "link", LINKS_MAX)]
        return contract.PaperLinks(links=[link_as(vault, link, now) for link in found if link is not None])
