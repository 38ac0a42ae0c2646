"""Documents in and out."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault as v
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import WithdrawDocument
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Papers:
    uses: VaultWiring

    @rpc
    def begin_deposit(self, request: v.BeginDeposit, call: Call) -> v.DepositTicket:
        return self.uses.do.begin_deposit(request, call)

    @rpc
    def deposit_document(self, request: v.DepositDocument, call: Call) -> v.Document:
        return self.uses.do.deposit_document(request, call)

    @rpc
    def open_document(self, request: v.OpenDocument, call: Call) -> v.ReadTicket:
        return self.uses.do.open_document(request, call)

    @rpc
    def list_documents(self, request: v.ListDocuments, call: Call) -> v.Documents:
        return self.uses.do.list_documents(request, call)

    @rpc
    def withdraw_document(self, request: WithdrawDocument, call: Call) -> Done:
        return self.uses.do.withdraw_document(request, call)
