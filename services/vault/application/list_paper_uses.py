"""How often each paper served once kept: a right made effective. Counted on the log, told to the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.vault.application.gate import Gate
from shared.contracts.vault_paper_uses import ListPaperUses as Request
from shared.contracts.vault_paper_uses import PaperUse, PaperUses
from shared.rpc.call import Call

LINES_MAX = 2_000  # the newest: a paper printed every day for five years


@dataclass(frozen=True)
class Taken:
    """One line of the log that tells a paper was taken out, `stored_days` after its deposit."""

    document_id: str
    kind: str
    stored_days: int


class TakenPapers(Protocol):
    """The lines of a vault's log that tell a paper was printed, downloaded or opened by a link."""

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[Taken]:
        """The newest first."""
        ...


@dataclass(frozen=True)
class ListPaperUses:
    gate: Gate
    taken: TakenPapers

    def __call__(self, request: Request, call: Call) -> PaperUses:
        vault = self.gate.own_vault(call, request.vault_id)
        lines = self.taken.of_vault(vault.id, LINES_MAX)
        uses = [_use(d, [line for line in lines if line.document_id == d]) for d in vault.documents]
        return PaperUses(stored=len(vault.documents), uses=[use for use in uses if use is not None])


def _use(document_id: str, lines: Sequence[Taken]) -> PaperUse | None:
    if not lines:
        return None
    kinds = Counter(line.kind for line in lines)
    return PaperUse(
        document_id=document_id,
        prints=kinds["document_printed"],
        downloads=kinds["document_downloaded"],
        link_openings=kinds["link_opened"],
        first_use_days=lines[-1].stored_days,
    )
