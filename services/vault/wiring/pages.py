"""The use cases of papers made of several pages, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.binding import Binder
from services.vault.application.add_page import AddPage
from services.vault.application.arrange_pages import ArrangePages
from services.vault.application.begin_page import BeginPage
from services.vault.application.bind_pages import BindPages
from services.vault.application.draft import OwnDrafts
from services.vault.application.drop_draft import DropDraft
from services.vault.application.list_drafts import ListDrafts
from services.vault.application.open_page import OpenPage
from services.vault.wiring.ground import Ground
from shared.blobs import new_document_key


@dataclass(frozen=True)
class Pages:
    add_page: AddPage
    begin_page: BeginPage
    list_drafts: ListDrafts
    arrange_pages: ArrangePages
    open_page: OpenPage
    bind_pages: BindPages
    drop_draft: DropDraft


def pages_of(ground: Ground) -> Pages:
    own, tickets = OwnDrafts(ground.gate, ground.drafts), ground.tickets
    return Pages(
        add_page=AddPage(own, tickets, ground.intake, ground.blobs),
        begin_page=BeginPage(own),
        list_drafts=ListDrafts(own),
        arrange_pages=ArrangePages(own),
        open_page=OpenPage(own),
        bind_pages=BindPages(own, tickets, Binder(ground.blobs), new_document_key),
        drop_draft=DropDraft(own, ground.blobs),
    )
