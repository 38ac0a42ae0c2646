"""The person is given the signed receipt of a consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.application.log_ports import SignTree
from services.vault.domain.consent import Consent
from services.vault.domain.receipt import detached, protected_header, receipt_record, signed_bytes
from shared.contracts.vault_log import GetReceipt as Request
from shared.contracts.vault_log import Receipt
from shared.eventstore.log import EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class SignReceipt:
    """Signs with the log's key: the same consent gives the same bytes."""

    sign: SignTree

    def __call__(self, vault_id: UUID, consent: Consent) -> tuple[dict[str, Any], str]:
        """The record and its signature."""
        record = receipt_record(vault_id, consent, self.sign.origin.removesuffix("/access-log"))
        header = protected_header(self.sign.public_key)
        return record, detached(header, self.sign.sign(signed_bytes(header, record)))


@dataclass(frozen=True)
class GetReceipt:
    log: EventLog
    gate: Gate
    receipt: SignReceipt

    def __call__(self, request: Request, call: Call) -> Receipt:
        vault = self.gate.own_vault(call, request.vault_id)
        consent = vault.consents.get(request.consent_id)
        if consent is None:
            raise NotFound("consent_unknown", "Cette autorisation n'existe pas.")
        note_once_a_day(self.log, call, vault.id, "receipt_given", self.gate.clock.now())
        record, signature = self.receipt(vault.id, consent)
        return Receipt(record=record, signature=signature)
