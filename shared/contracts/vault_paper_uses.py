"""What the vault says of the use of papers: printed, downloaded, given by a link; for the person alone."""

from __future__ import annotations

from typing import Any, ClassVar

from shared.contracts.shapes import Query, Reply


class PaperUse(Reply, frozen=True, kw_only=True):
    """How often one paper was taken out. `first_use_days`: whole days from its deposit to the first time."""

    document_id: str
    prints: int = 0
    downloads: int = 0
    link_openings: int = 0
    first_use_days: int = 0


class PaperUses(Reply, frozen=True, kw_only=True):
    """`stored`: papers in the vault now; `uses`: those that were taken out at least once."""

    stored: int
    uses: list[PaperUse]


class ListPaperUses(Query, frozen=True, kw_only=True):
    """By the holder only."""

    REPLY: ClassVar[type[Any]] = PaperUses
    vault_id: str
