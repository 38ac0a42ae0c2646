"""The summary of a vault: everything for its holder, their own consents for a professional it is shared
with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.domain import consent as domain
from services.vault.domain import request as asked
from services.vault.domain.vault import Vault
from shared.contracts import vault as contract
from shared.contracts.vault_terms import Action
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

ACTIONS: tuple[Action, ...] = ("see", "add", "print")


@dataclass(frozen=True)
class GetVault:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.GetVault, call: Call) -> contract.Vault:
        vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
        if call.actor.kind == "holder":
            return _whole(vault, now)
        if reason := self.gate.why_unreached(vault, call):
            return self.log.command(
                call, contract.Vault, lambda: self.gate.refusal(vault, call, "see", reason)
            )
        note_once_a_day(self.log, call, vault.id, "vault_seen", now)
        return _shared(vault, self.gate.reader(call), now)


def _whole(vault: Vault, now: datetime) -> contract.Vault:
    return contract.Vault(
        id=str(vault.id),
        given_name=vault.given_name,
        family_name=vault.family_name,
        language=vault.language,
        phone=vault.phone,
        place_name_in_sms=vault.place_name_in_sms,
        opened_at=vault.created_on,
        consents=[_consent(c, now) for c in vault.consents.values()],
        requests=[_request(r) for r in vault.requests.values()],
        actions=list(ACTIONS),
    )


def _shared(vault: Vault, reader: domain.Reader, now: datetime) -> contract.Vault:
    mine = [c for c in vault.consents.values() if domain.names(c.terms, reader)]
    reaching = [c for c in mine if domain.reach([c], reader, now).allowed]
    return contract.Vault(
        id=str(vault.id),
        given_name=vault.given_name,
        family_name=vault.family_name,
        language=vault.language,
        opened_at=vault.created_on,
        consents=[_consent(c, now) for c in mine],
        requests=[_request(r) for r in vault.requests.values() if r.asked_by == reader.professional_id],
        actions=[a for a in ACTIONS if any(a in c.terms.actions for c in reaching)],
    )


def _consent(consent: domain.Consent, now: datetime) -> contract.Consent:
    """`remaining_days`: whole days left, rounded up so that the last day says 1."""
    left = max(consent.until - now, timedelta())
    return contract.Consent(
        id=consent.id,
        terms=consent.terms,
        state=consent.state(now),
        granted_at=consent.granted_at,
        remaining_days=-(-left // timedelta(days=1)) if consent.live(now) else 0,
    )


def _request(request: asked.ConsentRequest) -> contract.ConsentRequest:
    return contract.ConsentRequest(
        id=request.id,
        asked_by=request.asked_by,
        asked_by_name=request.asked_by_name,
        terms=request.terms,
        asked_at=request.asked_at,
        state=request.state,
    )
