"""Who belongs to the grantee of a consent, for the person who gave it: ids; names are the directory's."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from shared.contracts.vault_consents import FollowUpMember, FollowUpMembers
from shared.contracts.vault_consents import ListFollowUpMembers as Request
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListFollowUpMembers:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> FollowUpMembers:
        vault = self.gate.own_vault(call, request.vault_id)
        terms = vault.consent(request.consent_id).terms
        if terms.grantee.kind == "professional":
            alone = FollowUpMember(
                professional_id=terms.grantee.id, excepted=terms.grantee.id in terms.excepted
            )
            return FollowUpMembers(members=[] if request.after else [alone])
        known = self.gate.memberships
        found = known.members(terms.grantee.kind, terms.grantee.id, request.after, request.limit + 1)
        page = found[: request.limit]
        return FollowUpMembers(
            members=[FollowUpMember(professional_id=m, excepted=m in terms.excepted) for m in page],
            confirmed=known.reader("").confirmed,
            next=page[-1] if len(found) > len(page) else "",
        )
