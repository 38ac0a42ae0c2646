"""Give one paper to someone by a link, for a while and some openings. By the person alone."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.link_shown import link_as
from services.vault.application.ports import PartIds
from services.vault.domain.paper_link import PaperLink
from services.vault.domain.vault import Vault
from shared.contracts import vault_links as contract
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.problems import Conflict, NotFound, Refused
from shared.rpc.call import Call

LIVE_LINKS_MAX = 20  # more than a person can keep in mind; counted on a view, two at once may pass it by one
LOOKED_AT_MAX = 200  # the newest links, among which the live ones are: one that lives is never pushed out


@dataclass(frozen=True)
class GivePaperLink:
    log: EventLog
    gate: Gate
    links: PartIds

    def __call__(self, request: contract.GivePaperLink, call: Call) -> contract.PaperLink:
        refuse_nir(request.for_whom, "for_whom")

        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            paper = vault.documents.get(str(uuid_of(request.document_id, "document_id")))
            if paper is None:
                raise NotFound("document_not_found", "Ce document n'existe pas.")
            self._refuse_if_many(vault, request)
            link = PaperLink.give(
                vault_id=vault.id,
                document_id=paper.id,
                category=paper.category,
                secret_hash=request.secret_hash,
                until=request.until,
                openings_max=request.openings_max,
                for_whom=request.for_whom.strip(),
                now=now,
            )
            about = {"category": paper.category, "title": paper.title, "grantee": link.for_whom}
            told = line(vault.id, "link_given", call, **about)
            return Change(reply=link_as(vault, link, now), sealed_for=vault.id, aggregates=[link], log=[told])

        return self.log.command(call, contract.PaperLink, work)

    def _refuse_if_many(self, vault: Vault, request: contract.GivePaperLink) -> None:
        if self.log.find(PaperLink, PaperLink.create_id(request.secret_hash)) is not None:
            raise Conflict("link_exists", "Ce lien est déjà donné.")
        ids, now = self.links.of_vault(vault.id, "link", LOOKED_AT_MAX), self.gate.clock.now()
        found = [self.log.find(PaperLink, link_id) for link_id in ids]
        live = [link is not None and link.state(now) == "live" for link in found]
        if sum(live) >= LIVE_LINKS_MAX or (len(live) == LOOKED_AT_MAX and live[-1]):
            raise Refused("too_many_links", "Arrêtez d'abord un lien dont vous n'avez plus besoin.")
