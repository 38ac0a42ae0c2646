"""The use cases of documents, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.begin_deposit import BeginDeposit
from services.vault.application.deposit_document import DepositDocument
from services.vault.application.keep_files import KeepFiles
from services.vault.application.list_documents import ListDocuments
from services.vault.application.open_document import OpenDocument
from services.vault.application.withdraw_document import WithdrawDocument
from services.vault.wiring.ground import Ground
from shared.blobs import new_document_key


@dataclass(frozen=True)
class Papers:
    begin_deposit: BeginDeposit
    deposit_document: DepositDocument
    open_document: OpenDocument
    list_documents: ListDocuments
    withdraw_document: WithdrawDocument


def papers_of(ground: Ground) -> Papers:
    log, gate, tickets, room = ground.log, ground.gate, ground.tickets, ground.room
    keep = KeepFiles(ground.blobs, ground.intake)
    return Papers(
        begin_deposit=BeginDeposit(log, gate, tickets, new_document_key, room),
        deposit_document=DepositDocument(log, gate, tickets, keep, room),
        open_document=OpenDocument(log, gate),
        withdraw_document=WithdrawDocument(log, gate, ground.blobs),
        list_documents=ListDocuments(log, gate, room, ground.intake.scanned),
    )
