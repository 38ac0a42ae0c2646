"""Papers sent in several goes."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_uploads as u
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Uploads:
    uses: VaultWiring

    @rpc
    def begin_upload(self, request: u.BeginUpload, call: Call) -> u.UploadTicket:
        return self.uses.do.begin_upload(request, call)

    @rpc
    def find_upload(self, request: u.FindUpload, call: Call) -> u.UploadTicket:
        return self.uses.do.find_upload(request, call)

    @rpc
    def end_upload(self, request: u.EndUpload, call: Call) -> u.EndedUpload:
        return self.uses.do.end_upload(request, call)

    @rpc
    def drop_upload(self, request: u.DropUpload, call: Call) -> Done:
        return self.uses.do.drop_upload(request, call)
