"""A link as its giver knows it, and the one answer that visitors get whatever the reason."""

from __future__ import annotations

from datetime import datetime

from services.vault.domain.paper_link import PaperLink
from services.vault.domain.vault import Vault
from shared.contracts import vault_links as contract
from shared.problems import NotFound


def link_as(vault: Vault, link: PaperLink, now: datetime) -> contract.PaperLink:
    paper = vault.documents.get(link.document_id)
    return contract.PaperLink(
        id=str(link.id),
        document_id=link.document_id,
        title=paper.title if paper else "",
        for_whom=link.for_whom,
        until=link.until,
        openings=link.openings,
        openings_max=link.openings_max,
        state=link.state(now) if paper else "gone",
    )


def dead_link() -> NotFound:
    """Unknown, ended, withdrawn, used up, erased: visitors are told the same."""
    return NotFound(
        "link_dead", "Ce lien n'ouvre rien, ou n'ouvre plus rien. Demandez-en un autre à la personne."
    )
