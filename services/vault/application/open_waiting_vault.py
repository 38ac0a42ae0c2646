"""Prepare a vault for someone who is not there: without a consent, with what is asked of them, for a time."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import require_verified, uuid_of
from services.vault.application.journal import line
from services.vault.application.open_vault import OpenVault, check_names
from services.vault.domain.phone import mobile
from services.vault.domain.vault import Vault
from services.vault.domain.waiting import Waiting
from shared.contracts.vault_waiting import OpenWaitingVault as Request
from shared.contracts.vault_waiting import WaitingVault
from shared.eventstore.log import Change, LogEntry
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import Conflict, InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class OpenWaitingVault:
    """`opening` is the same opening as in the person's presence, without the consent."""

    opening: OpenVault

    def __call__(self, request: Request, call: Call) -> WaitingVault:
        require_verified(call)
        vault_id = uuid_of(request.vault_id, "vault_id")
        phone = mobile(request.phone)
        check_names(request)
        if request.consent is not None:
            raise InvalidInput(
                "consent_by_other", "Personne ne consent à la place de la personne.", field="consent"
            )
        log = self.opening.log

        def work() -> Change:
            if log.find(Vault, vault_id) is not None:
                raise Conflict("vault_exists", "Ce coffre est déjà ouvert.")
            vault = self.opening.opened(request, call, vault_id, phone)
            waiting = Waiting.prepare(vault_id, request.manner, call.actor.id, self.opening.gate.clock.now())
            lines = [line(vault_id, "vault_prepared", call, reason=request.manner)]
            if request.asks is not None:
                lines.append(self._ask(vault, request, call))
            self.opening.keys.create(vault_id)  # committed before the first event that it seals
            reply = WaitingVault(vault_id=str(vault_id), until=waiting.until)
            return Change(reply=reply, aggregates=[vault, waiting], log=lines)

        return log.command(call, WaitingVault, work)

    def _ask(self, vault: Vault, request: Request, call: Call) -> LogEntry:
        assert request.asks is not None  # noqa: S101  # asked for only then
        gate, terms = self.opening.gate, request.asks
        refuse_nir(terms.grantee.name, "asks.grantee.name")
        service = (call.actor.organisation_id, call.actor.organisation)
        asker, now = gate.acting(call), gate.clock.now()
        vault.request_consent(str(new_id()), asker, call.actor.display, terms, now, service=service)
        return line(vault.id, "consent_requested", call, grantee=terms.grantee.name, reason=terms.purpose)
