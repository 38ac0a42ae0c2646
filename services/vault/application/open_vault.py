"""Open a vault in the person's presence, with the first consent on the same screen."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.gate import Gate, require_verified, uuid_of
from services.vault.application.journal import line
from services.vault.domain.consenting import check_acts_for
from services.vault.domain.phone import mobile
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Done
from shared.contracts.vault import OpenVault as Request
from shared.contracts.vault_terms import ConsentTerms
from shared.eventstore.key_port import Keys
from shared.eventstore.log import Change, EventLog, LogEntry
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import Conflict, InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class OpenVault:
    log: EventLog
    gate: Gate
    keys: Keys

    def __call__(self, request: Request, call: Call) -> Done:
        require_verified(call)
        vault_id = uuid_of(request.vault_id, "vault_id")
        phone = mobile(request.phone)
        check_names(request)

        def work() -> Change:
            if self.log.find(Vault, vault_id) is not None:
                raise Conflict("vault_exists", "Ce coffre est déjà ouvert.")
            vault = self.opened(request, call, vault_id, phone)
            lines = [line(vault_id, "vault_opened", call)]
            if request.consent is not None:
                lines.append(self._grant(vault, request.consent, call))
            self.keys.create(vault_id)  # committed before the first event that it seals
            return Change(reply=Done(id=str(vault_id)), aggregates=[vault], log=lines)

        return self.log.command(call, Done, work)

    def opened(self, request: Request, call: Call, vault_id: UUID, phone: str) -> Vault:
        """The vault, not yet stored."""
        return Vault.open(
            vault_id,
            given_name=request.given_name.strip(),
            family_name=request.family_name.strip(),
            language=request.language,
            phone=phone,
            opened_by=call.actor.id,
            organisation_id=call.actor.organisation_id,
            now=self.gate.clock.now(),
        )

    def _grant(self, vault: Vault, terms: ConsentTerms, call: Call) -> LogEntry:
        check_acts_for(self.gate.acting(call), terms, "consent")
        service, now = (call.actor.organisation_id, call.actor.organisation), self.gate.clock.now()
        vault.grant_consent(str(new_id()), terms, now, field="consent", service=service)
        return line(vault.id, "consent_granted", call, grantee=terms.grantee.name, reason=terms.purpose)


def check_names(request: Request) -> None:
    """A given name at least, and no national identity number."""
    if not request.given_name.strip():
        raise InvalidInput("missing", "Écrivez au moins un prénom.", field="given_name")
    refuse_nir(request.given_name, "given_name")
    refuse_nir(request.family_name, "family_name")
    if request.consent is not None:
        refuse_nir(request.consent.grantee.name, "consent.grantee.name")
