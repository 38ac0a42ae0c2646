"""The people whose live consents reach a professional. The view proposes, each vault decides."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.gate import Gate, require_verified
from services.vault.application.journal import note_once_a_day
from services.vault.application.ports import FollowUps
from services.vault.domain.consent import Reader
from services.vault.domain.vault import Vault
from shared.contracts.vault import FollowedPerson
from shared.contracts.vault import FollowUps as Reply
from shared.contracts.vault import ListFollowUps as Request
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

FOLLOW_UPS_MAX = 200  # a legal guardian follows sixty people


@dataclass(frozen=True)
class ListFollowUps:
    log: EventLog
    gate: Gate
    follow_ups: FollowUps

    def __call__(self, request: Request, call: Call) -> Reply:  # noqa: ARG002  # a query without parameters
        require_verified(call)
        reader, now = self.gate.reader(call), self.gate.clock.now()
        people = []
        for vault_id in self.follow_ups.vaults_for(reader, now, FOLLOW_UPS_MAX):
            person = self._person(vault_id, reader)
            if person is not None:
                note_once_a_day(self.log, call, vault_id, "person_listed", now)
                people.append(person)
        return Reply(people=sorted(people, key=lambda p: (p.given_name, p.family_name)))

    def _person(self, vault_id: UUID, reader: Reader) -> FollowedPerson | None:
        vault, now = self.log.find(Vault, vault_id), self.gate.clock.now()
        consent = vault.reach(reader, now).consent if vault else None
        if vault is None or consent is None:
            return None
        seen = [d for d in vault.documents.values() if vault.decide(reader, d.wanted("see"), now).allowed]
        return FollowedPerson(
            vault_id=str(vault_id),
            given_name=vault.given_name,
            family_name=vault.family_name,
            until=consent.until,
            documents=len(seen),
        )
