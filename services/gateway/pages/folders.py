"""Papers by category and folder: looked at by whoever may, made, named and removed by the person."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.consent_form import CATEGORIES, ICONS
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.paper_ends import ends_of
from services.gateway.pages.shelves import shelves_of
from services.gateway.pages.vault import listing_of
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault import Documents, GetVault, Vault
from shared.contracts.vault_folders import (
    LABEL_MAX,
    MakeFolder,
    RemovedFolder,
    RemoveFolder,
    RenameFolder,
)
from shared.contracts.vault_listing import Folder
from shared.problems import InvalidInput, NotAllowed, NotFound, Problem


class FolderPages(Controller):
    """`/dossiers`: every category; then one category; then one folder."""

    path = "/coffre/{vault_id:str}/dossiers"
    include_in_schema = False

    @get("/")
    async def every(self, view: TheView, vault_id: Id) -> Page:
        view.need("professional", "holder")
        listed = await _listed(view, vault_id)
        return view.show(
            "folders.html",
            shelves=shelves_of(listed),
            vault_id=vault_id,
            icons=ICONS,
            back=home(view, vault_id),
        )

    @get("/{category:str}")
    async def category(self, view: TheView, vault_id: Id, category: Id) -> Page:
        view.need("professional", "holder")
        return await _category(view, vault_id, category)

    @get("/{category:str}/{folder_id:str}")
    async def folder(self, view: TheView, vault_id: Id, category: Id, folder_id: Id) -> Page:
        view.need("professional", "holder")
        return await _folder(view, vault_id, category, folder_id)

    @post("/{category:str}", status_code=SEE_OTHER)
    async def make(self, view: TheView, vault_id: Id, category: Id) -> Response[Any]:
        talk, form = view.need("holder"), await view.form()
        try:
            command = MakeFolder(
                vault_id=vault_id,
                category=_known(category),  # type: ignore[arg-type]  # checked
                label=_label(form),
            )
            await talk.ask(command, Folder)
        except Problem as problem:
            return await _category(view, vault_id, category, form, problem)
        return view.go(f"/coffre/{vault_id}/dossiers/{category}", "folder_made")

    @post("/{category:str}/{folder_id:str}/nom", status_code=SEE_OTHER)
    async def rename(self, view: TheView, vault_id: Id, category: Id, folder_id: Id) -> Response[Any]:
        talk, form = view.need("holder"), await view.form()
        try:
            command = RenameFolder(vault_id=vault_id, folder_id=folder_id, label=_label(form))
            await talk.ask(command, Folder)
        except Problem as problem:
            return await _folder(view, vault_id, category, folder_id, form, problem)
        return view.go(f"/coffre/{vault_id}/dossiers/{category}/{folder_id}", "folder_renamed")

    @post("/{category:str}/{folder_id:str}/retirer", status_code=SEE_OTHER)
    async def remove(self, view: TheView, vault_id: Id, category: Id, folder_id: Id) -> Response[Any]:
        talk, form = view.need("holder"), await view.form()
        to = form.text("papers_to")[:64]
        command = RemoveFolder(
            vault_id=vault_id, folder_id=folder_id, papers_to={"": None, "none": ""}.get(to, to)
        )
        try:
            await talk.ask(command, RemovedFolder)
        except NotFound:
            raise
        except Problem as problem:
            return await _folder(view, vault_id, category, folder_id, form, problem)
        return view.go(f"/coffre/{vault_id}/dossiers/{category}", "folder_removed")


def home(view: View, vault_id: str) -> str:
    """Where one's papers are: the person's own page, or that of the person followed."""
    return "/papiers" if view.kind == "holder" else f"/coffre/{vault_id}"


async def _category(
    view: View, vault_id: str, category: str, form: Form = EMPTY, problem: Problem | None = None
) -> Page:
    _known(category)
    shelf = next(one for one in shelves_of(await _listed(view, vault_id)) if one.category == category)
    return await _show(view, vault_id, category, None, shelf.loose, shelf.folders, form, problem)


async def _folder(
    view: View,
    vault_id: str,
    category: str,
    folder_id: str,
    form: Form = EMPTY,
    problem: Problem | None = None,
) -> Page:
    _known(category)
    shelf = next(one for one in shelves_of(await _listed(view, vault_id)) if one.category == category)
    folder = next((one for one in shelf.folders if one.id == folder_id), None)
    if folder is None:
        raise NotFound("folder_not_found", "Ce dossier n'existe pas.")
    others = [one for one in shelf.folders if one.id != folder_id]
    return await _show(view, vault_id, category, folder, shelf.inside(folder_id), others, form, problem)


async def _show(
    view: View,
    vault_id: str,
    category: str,
    folder: Folder | None,
    papers: list[Any],
    folders: Any,
    form: Form,
    problem: Problem | None,
) -> Page:
    may_add = (
        view.kind == "holder" or "add" in (await view.talk.ask(GetVault(vault_id=vault_id), Vault)).actions
    )
    return view.show(
        "folder.html",
        may_add=may_add,
        vault_id=vault_id,
        category=category,
        folder=folder,
        papers=papers,
        folders=folders,
        ends=await ends_of(view, vault_id),
        icons=ICONS,
        back=home(view, vault_id),
        form=form,
        problem=problem,
    )


async def _listed(view: View, vault_id: str) -> Documents:
    listed = await listing_of(view, vault_id)
    if listed is None:
        raise NotAllowed("no_consent")
    return listed


def _known(category: str) -> str:
    if category not in CATEGORIES:
        raise NotFound("no_such_address", "Cette adresse n'existe pas.")
    return category


def _label(form: Form) -> str:
    label = form.text("label")
    if not label:
        raise InvalidInput("folder_unnamed", "Donnez un nom à ce dossier.", field="label")
    if len(label) > LABEL_MAX:
        raise InvalidInput("folder_name_long", f"{LABEL_MAX} caractères au plus.", field="label")
    return label
