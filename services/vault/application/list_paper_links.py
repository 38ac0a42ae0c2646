"""The links that the person gave, with what is left of each: those that still open, always, are first."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.give_paper_link import LOOKED_AT_MAX
from services.vault.application.link_shown import link_as
from services.vault.application.ports import PartIds
from services.vault.domain.paper_link import PaperLink
from shared.contracts import vault_links as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

LINKS_MAX = 100  # those that live, then the newest; older ones are in the export
AT_ONCE_MAX = 20  # links given at the same moment may each push one out, unseen by the others


@dataclass(frozen=True)
class ListPaperLinks:
    log: EventLog
    gate: Gate
    links: PartIds

    def __call__(self, request: contract.ListPaperLinks, call: Call) -> contract.PaperLinks:
        vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
        ids = self.links.of_vault(vault.id, "link", LOOKED_AT_MAX + AT_ONCE_MAX)
        found = [link for one in ids if (link := self.log.find(PaperLink, one)) is not None]
        found.sort(key=lambda link: link.state(now) != "live")
        return contract.PaperLinks(links=[link_as(vault, link, now) for link in found[:LINKS_MAX]])
