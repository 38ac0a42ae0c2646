"""What waits for the actor as a second person: mandates to confirm, emergencies to review."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.gate import Gate, require_verified
from services.vault.application.journal import note_once_a_day
from services.vault.application.ports import ToVerify
from services.vault.application.protection import emergencies_of, representation_of
from services.vault.domain.consent import Reader
from services.vault.domain.vault import Vault
from shared.contracts.vault_emergency import ListVerifications as Request
from shared.contracts.vault_emergency import Verification, Verifications
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

VERIFICATIONS_MAX = 50  # the oldest first: what is verified makes room


@dataclass(frozen=True)
class ListVerifications:
    """The view proposes, each vault decides."""

    log: EventLog
    gate: Gate
    to_verify: ToVerify

    def __call__(self, request: Request, call: Call) -> Verifications:  # noqa: ARG002  # no parameters
        require_verified(call)
        reader, found = self.gate.reader(call), []
        for kind, vault_id, item_id in self.to_verify.of(sorted(reader.organisations), VERIFICATIONS_MAX):
            one = self._one(kind, vault_id, item_id, reader)
            if one is not None:
                note_once_a_day(self.log, call, vault_id, "person_listed", self.gate.clock.now())
                found.append(one)
        return Verifications(verifications=found)

    def _one(self, kind: str, vault_id: UUID, item_id: str, reader: Reader) -> Verification | None:
        vault = self.log.find(Vault, vault_id)
        if vault is None or vault.erased:
            return None
        person = f"{vault.given_name} {vault.family_name}".strip()
        about = {"vault_id": str(vault_id), "id": item_id, "person": person}
        if kind == "mandate":
            mandate = representation_of(self.log, vault).mandates.get(item_id)
            ended = mandate is None or mandate.state(self.gate.clock.now()) == "ended"
            if mandate is None or ended or not mandate.second.reached_by(reader):
                return None
            by, at, contested = mandate.recorded_by_name, mandate.recorded_at, bool(mandate.contested)
            return Verification(kind="mandate", by=by, at=at, contested=contested, **about)
        use = emergencies_of(self.log, vault).uses.get(item_id)
        if use is None or use.outcome is not None or not use.second.reached_by(reader):
            return None
        contested = bool(use.contested)
        return Verification(
            kind="emergency", by=use.opened_by_name, at=use.opened_at, contested=contested, **about
        )
