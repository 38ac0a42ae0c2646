"""Papers by category and folder, as pages count and group them; and who reads a category, in names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway.pages.consent_form import CATEGORIES
from services.gateway.pages.view import View
from shared.contracts.vault import Document, Documents, GetVault, Vault
from shared.contracts.vault_listing import Folder, Place
from shared.contracts.vault_mandates import ListMandates, Mandates
from shared.contracts.vault_terms import Action, Grantee, Scope

SEE: Action = "see"
PAPERS_AT_ONCE = 30  # on one page with everything: beyond, a phone is slow, and folders find them sooner


@dataclass(frozen=True)
class Shelf:
    """One category: its papers, its folders."""

    category: str
    papers: Sequence[Document]
    folders: Sequence[Folder]

    @property
    def loose(self) -> list[Document]:
        """Those in no folder."""
        known = {folder.id for folder in self.folders}
        return [paper for paper in self.papers if paper.folder not in known]

    def inside(self, folder_id: str) -> list[Document]:
        return [paper for paper in self.papers if paper.folder == folder_id]


def shelves_of(listed: Documents) -> list[Shelf]:
    """Every category in its order, empty ones too."""
    return [
        Shelf(
            category,
            [paper for paper in listed.documents if paper.category == category],
            [folder for folder in listed.folders if folder.category == category],
        )
        for category in CATEGORIES
    ]


def labels_of(listed: Documents) -> dict[str, str]:
    """The folders' names by id."""
    return {folder.id: folder.label for folder in listed.folders}


def place_text(place: Place | None, view: View, labels: dict[str, str]) -> str:
    """A place in words: the category, then the folder's name."""
    if place is None:
        return ""
    named = labels.get(place.folder, "")
    return view.words(f"category.{place.category}") + (f", {named}" if named else "")


async def readers_by_category(view: View, vault_id: str, document_id: str) -> dict[str, list[str]]:
    """Who could read that paper in each category now, by name: those the person lets, and those who represent
    them; whom this very paper is shared with, wherever it is.
    """
    vault = await view.talk.ask(GetVault(vault_id=vault_id), Vault)
    mandates = (await view.talk.ask(ListMandates(vault_id=vault_id), Mandates)).mandates
    reading: list[tuple[Grantee, Scope]] = [
        *(
            (consent.terms.grantee, consent.terms.scope)
            for consent in vault.consents
            if consent.state == "live" and SEE in consent.terms.actions
        ),
        *(
            (one.terms.representative, one.terms.scope)
            for one in mandates
            if one.state == "live" and SEE in one.terms.actions
        ),
    ]
    named: dict[str, list[str]] = {category: [] for category in CATEGORIES}
    for who, scope in reading:
        for category in CATEGORIES if document_id in scope.documents else scope.categories:
            name = who.name or view.words("sharing.someone")
            if name not in named[category]:
                named[category].append(name)
    return named
