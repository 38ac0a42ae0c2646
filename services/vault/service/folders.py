"""Folders, and moving papers between them."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_folders as f
from shared.contracts.vault_listing import Document, Folder
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Folders:
    uses: VaultWiring

    @rpc
    def make_folder(self, request: f.MakeFolder, call: Call) -> Folder:
        return self.uses.do.make_folder(request, call)

    @rpc
    def rename_folder(self, request: f.RenameFolder, call: Call) -> Folder:
        return self.uses.do.rename_folder(request, call)

    @rpc
    def remove_folder(self, request: f.RemoveFolder, call: Call) -> f.RemovedFolder:
        return self.uses.do.remove_folder(request, call)

    @rpc
    def move_paper(self, request: f.MovePaper, call: Call) -> Document:
        return self.uses.do.move_paper(request, call)
