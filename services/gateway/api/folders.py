"""Folders inside categories, and moving papers: into one, out of it, to another category."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, patch, post, put
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.vault import Document
from shared.contracts.vault_folders import (
    FolderId,
    Label,
    MakeFolder,
    MovePaper,
    RemovedFolder,
    RemoveFolder,
    RenameFolder,
)
from shared.contracts.vault_listing import Folder
from shared.contracts.vault_terms import Category

PapersTo = Annotated[
    str | None,
    QueryParameter(
        max_length=64,
        description="Where its papers go: a folder of the same category, or `none` to leave them in the "
        "category. Not said, only an empty folder is removed.",
    ),
]


class NewFolder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    category: Category
    label: Label


class NewFolderName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    label: Label


class NewPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another category changes who may read the paper."""

    category: Category
    folder: FolderId = ""


class FoldersApi(Controller):
    """`GET …/documents` lists folders with the papers; they are made and named by the holder."""

    path = "/vaults/{vault_id:str}"
    tags = ("documents",)

    @post("/folders", operation_id="makeFolder", summary="Make a folder inside a category")
    async def make(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewFolder]) -> Folder:
        command = MakeFolder(vault_id=vault_id, category=data.category, label=data.label)
        return await talk.ask(command, Folder)

    @patch("/folders/{folder_id:str}", operation_id="renameFolder", summary="Give a folder another name")
    async def rename(
        self, talk: TheTalk, vault_id: Id, folder_id: Id, data: JSONBody[NewFolderName]
    ) -> Folder:
        command = RenameFolder(vault_id=vault_id, folder_id=folder_id, label=data.label)
        return await talk.ask(command, Folder)

    @delete(
        "/folders/{folder_id:str}",
        operation_id="removeFolder",
        summary="Remove a folder, never its papers",
        status_code=200,
    )
    async def remove(
        self, talk: TheTalk, vault_id: Id, folder_id: Id, papers_to: PapersTo = None
    ) -> RemovedFolder:
        to = "" if papers_to == "none" else papers_to
        command = RemoveFolder(vault_id=vault_id, folder_id=folder_id, papers_to=to)
        return await talk.ask(command, RemovedFolder)

    @put(
        "/documents/{document_id:str}/place",
        operation_id="movePaper",
        summary="Move a paper to a folder or another category; put it back likewise",
    )
    async def move(self, talk: TheTalk, vault_id: Id, document_id: Id, data: JSONBody[NewPlace]) -> Document:
        command = MovePaper(
            vault_id=vault_id, document_id=document_id, category=data.category, folder=data.folder
        )
        return await talk.ask(command, Document)
