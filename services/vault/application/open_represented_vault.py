"""Who cannot sign has the vault opened by their representative, and the log says so (domain rule 3)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.gate import require_verified, uuid_of
from services.vault.application.journal import line
from services.vault.application.open_vault import OpenVault, check_names
from services.vault.application.record_mandate import confirming, refuse_numbers
from services.vault.domain.phone import mobile
from services.vault.domain.representation import Representation
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Done
from shared.contracts.vault_mandates import OpenRepresentedVault as Request
from shared.eventstore.log import Change
from shared.ids import new_id
from shared.problems import Conflict, InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class OpenRepresentedVault:
    """`opening` is the same opening as in the person's presence, without the consent."""

    opening: OpenVault

    def __call__(self, request: Request, call: Call) -> Done:
        require_verified(call)
        vault_id = uuid_of(request.vault_id, "vault_id")
        phone = mobile(request.phone)
        check_names(request)
        refuse_numbers(request.mandate)
        if request.consent is not None:
            raise InvalidInput(
                "consent_by_other", "Personne ne consent à la place de la personne.", field="consent"
            )
        log = self.opening.log

        def work() -> Change:
            if log.find(Vault, vault_id) is not None:
                raise Conflict("vault_exists", "Ce coffre est déjà ouvert.")
            vault = self.opening.opened(request, call, vault_id, phone)
            representation = self._represented(vault_id, request, call)
            lines = [
                line(vault_id, "vault_opened_represented", call, reason=request.mandate.kind),
                line(vault_id, "mandate_recorded", call, reason=request.mandate.kind),
            ]
            self.opening.keys.create(vault_id)  # committed before the first event that it seals
            return Change(reply=Done(id=str(vault_id)), aggregates=[vault, representation], log=lines)

        return log.command(call, Done, work)

    def _represented(self, vault_id: UUID, request: Request, call: Call) -> Representation:
        gate = self.opening.gate
        representation = Representation.begin(vault_id, gate.clock.now())
        representation.record(
            str(new_id()),
            request.mandate,
            gate.acting(call),
            call.actor.display,
            confirming(gate, request.mandate, call),
            gate.clock.now(),
        )
        return representation
