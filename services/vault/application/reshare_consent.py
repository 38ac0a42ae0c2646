"""A professional lets others have what the person lets them pass on: the same or less, never for longer."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, not_allowed
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import ReshareConsent as Request
from shared.contracts.vault_terms import Grantee
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import NotAllowed
from shared.rpc.call import Call


@dataclass(frozen=True)
class ReshareConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_nir(request.terms.grantee.name, "terms.grantee.name")

        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if call.actor.kind == "holder" or vault.erased:
                raise not_allowed("no_consent")
            reader, consent_id = self.gate.reader(call, vault), str(new_id())
            try:
                kept = vault.reshare_consent(
                    request.consent_id,
                    consent_id,
                    reader,
                    call.actor.display,
                    request.terms,
                    now,
                    service=self._service(request.terms.grantee, call),
                )
            except NotAllowed as refusal:
                return self.gate.refusal(vault, call, "see", refusal.code)
            vault.note_act(vault.consent(request.consent_id), now)
            told = line(vault.id, "consent_reshared", call, grantee=kept.grantee.name, reason=kept.purpose)
            return Change(reply=Done(id=consent_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)

    def _service(self, grantee: Grantee, call: Call) -> tuple[str, str]:
        """The organisation that one professional acts for: the sharer's when they share one, else theirs."""
        if grantee.kind != "professional":
            return "", ""
        theirs = self.gate.memberships.reader(grantee.id).organisations
        if call.actor.organisation_id in theirs:
            return call.actor.organisation_id, call.actor.organisation
        return min(theirs, default=""), ""
