"""The summary of a vault: everything for its holder, their own consents for a professional it is shared
with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.vault.application.beside import openings_of
from services.vault.application.consent_shown import consent_as, request_as, told_to_grantee
from services.vault.application.gate import Gate
from services.vault.application.journal import line, note_once, note_once_a_day
from services.vault.domain.consent import Departure, Reader, excepts, names
from services.vault.domain.opening import Opening, way_in
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
            return _whole(vault, self.gate.departures(vault), now)
        if reason := self.gate.why_unreached(vault, call):
            return self.log.command(
                call, contract.Vault, lambda: self.gate.refusal(vault, call, "see", reason)
            )
        note_once_a_day(self.log, call, vault.id, "vault_seen", now)
        reader = self.gate.reader(call, vault)
        self._warn(vault, reader, call, now)
        beside = [o for o in openings_of(self.log, vault) if way_in([o], reader, None, now)]
        return _shared(vault, reader, now, beside)

    def _warn(self, vault: Vault, reader: Reader, call: Call, now: datetime) -> None:
        """Say once in the log that a follow-up nobody uses will end, and that who reads was warned."""
        for consent in vault.consents.values():
            if vault.reaches(consent, reader, now) and consent.quiet_soon(now):
                key = f"follow_up_ending/{consent.id}/{consent.quiet_at.date()}"
                told = line(vault.id, "follow_up_ending", call, grantee=consent.terms.grantee.name)
                note_once(self.log, call, key, told)


def _whole(vault: Vault, departures: frozenset[Departure], now: datetime) -> contract.Vault:
    return contract.Vault(
        id=str(vault.id),
        given_name=vault.given_name,
        family_name=vault.family_name,
        language=vault.language,
        phone=vault.phone,
        place_name_in_sms=vault.place_name_in_sms,
        opened_at=vault.created_on,
        consents=[consent_as(vault, c, departures, now) for c in vault.consents.values()],
        requests=[request_as(r) for r in vault.requests.values()],
        actions=list(ACTIONS),
    )


def _shared(vault: Vault, reader: Reader, now: datetime, beside: Sequence[Opening]) -> contract.Vault:
    known = vault.consents
    mine = [c for c in known.values() if names(c.terms, reader) and not excepts(c, known, reader)]
    may = {a for c in mine if vault.reaches(c, reader, now) for a in c.terms.actions}
    may |= {action for opening in beside for action in opening.actions}
    return contract.Vault(
        id=str(vault.id),
        given_name=vault.given_name,
        family_name=vault.family_name,
        language=vault.language,
        opened_at=vault.created_on,
        consents=[told_to_grantee(consent_as(vault, c, reader.departures, now)) for c in mine],
        requests=[request_as(r) for r in vault.requests.values() if r.asked_by == reader.professional_id],
        actions=[a for a in ACTIONS if a in may],
    )
