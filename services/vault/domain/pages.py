"""The pages of a paper being made: put in order, turned, cut or set aside, and back, until it is bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.contracts.vault_pages import PAGES_MAX, PageShape
from shared.problems import InvalidInput, Refused

PDF = "application/pdf"
PAGES_MAX_BYTES = 100_000_000  # of one draft's originals: twenty photographs of a good phone


@dataclass(frozen=True)
class Page:
    """An original as it was sent and cleaned; `staged` and `preview` name files, `sha256` is of its bytes."""

    shape: PageShape
    staged: str
    sha256: str
    content_type: str
    size_bytes: int
    preview: str = ""
    preview_bytes: int = 0
    width: int = 0
    height: int = 0
    aside: bool = False


def with_page(pages: Sequence[Page], page: Page) -> list[Page]:
    """One more, after those that are in order. Raises Refused `too_many_pages` or `pages_too_heavy`."""
    if len(pages) >= PAGES_MAX:
        raise Refused("too_many_pages", f"{PAGES_MAX} pages au plus : faites deux papiers.")
    if sum(one.size_bytes for one in pages) + page.size_bytes > PAGES_MAX_BYTES:
        raise Refused("pages_too_heavy", "Ces pages sont trop lourdes ensemble : faites deux papiers.")
    kept = [one for one in pages if not one.aside]
    return [*kept, page, *(one for one in pages if one.aside)]


def arranged(pages: Sequence[Page], wanted: Sequence[PageShape]) -> list[Page]:
    """The pages wanted, in that order and those shapes, then the others, set aside as they were."""
    known = {page.shape.id: page for page in pages}
    ids = [shape.id for shape in wanted]
    if not wanted or len(set(ids)) < len(ids) or not known.keys() >= set(ids):
        raise InvalidInput("pages_unknown", "Ces pages ont changé. Regardez de nouveau.", field="pages")
    for shape in wanted:
        if known[shape.id].content_type == PDF and (shape.top or shape.right or shape.bottom or shape.left):
            raise InvalidInput("page_not_cut", "Une page de PDF ne peut pas être coupée.", field="pages")
    kept = [replace(known[shape.id], shape=shape, aside=False) for shape in wanted]
    return [*kept, *(replace(page, aside=True) for page in pages if page.shape.id not in ids)]


def in_order(pages: Sequence[Page]) -> list[Page]:
    """What will be bound. Raises Refused `no_page`."""
    kept = [page for page in pages if not page.aside]
    if not kept:
        raise Refused("no_page", "Ajoutez au moins une page.")
    return kept
