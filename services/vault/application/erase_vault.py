"""The holder erases everything, or an operator does on an order: the key first, then what is left."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.erasing import Erasing
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import without_key
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Done
from shared.contracts.vault import EraseVault as Request
from shared.contracts.vault_erasure import ErasureReason
from shared.eventstore.erased_list import ErasureOrder
from shared.problems import InvalidInput, NotFound
from shared.rpc.call import Actor, Call

OPERATOR_REASONS = ("court_order", "death", "opened_by_mistake", "other")
REFERENCE_MAX = 80


@dataclass(frozen=True)
class EraseVault:
    gate: Gate
    erasing: Erasing

    def __call__(self, request: Request, call: Call) -> Done:
        self.gate.own(call, request.vault_id)
        vault_id = self._known(request.vault_id)
        return self._erase(vault_id, call, "holder", "holder", "")

    def by_operator(self, vault_id: str, operator: str, reason: ErasureReason, reference: str = "") -> Done:
        """On an order from outside, by who holds the machine; it is told in the report as such.

        Raises InvalidInput for a reason that is not an operator's or a reference too long, NotFound.
        """
        if reason not in OPERATOR_REASONS:
            raise InvalidInput("reason", f"Motifs possibles : {', '.join(OPERATOR_REASONS)}.", field="reason")
        if len(reference) > REFERENCE_MAX:
            raise InvalidInput("reference", f"{REFERENCE_MAX} caractères au plus.", field="reference")
        call = Call(actor=Actor(id=f"operator:{operator}", kind="operator"))
        return self._erase(self._known(vault_id), call, f"operator:{operator}", reason, reference)

    def unclaimed(self, vault_id: str) -> Done:
        """Prepared for someone who did not come in time: ended by the rule, told in the report as such."""
        call = Call(actor=Actor(id="service:vault", kind="service"))
        return self._erase(self._known(vault_id), call, "rule", "unclaimed", "")

    def _erase(self, vault_id: UUID, call: Call, by: str, reason: str, reference: str) -> Done:
        now = self.gate.clock.now()
        order = self.erasing.destroy(ErasureOrder(vault_id, now, by, reason, reference))
        reply = self.erasing.end(order, call)
        self.erasing.clean(vault_id, without_key(call))
        return reply

    def _known(self, vault_id: str) -> UUID:
        """An existing vault, erased or not: a retry must be able to finish."""
        found = uuid_of(vault_id, "vault_id")
        self.gate.log.load(Vault, found, missing=NotFound("vault_not_found", "Ce coffre n'existe pas."))
        return found
