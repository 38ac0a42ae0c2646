"""The emergency accesses to a vault, newest first: all for the person, for others their own and those to
review.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.vault.application.gate import Gate
from services.vault.application.protection import emergencies_of, living
from services.vault.domain.consent import Reader
from services.vault.domain.emergency_use import Use
from shared.contracts import vault_emergency as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

SHOWN_MAX = 100  # the newest; the log keeps them all


@dataclass(frozen=True)
class ListEmergencies:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ListEmergencies, call: Call) -> contract.Emergencies:
        now = self.gate.clock.now()
        if call.actor.kind == "holder":
            emergencies = emergencies_of(self.log, self.gate.own_vault(call, request.vault_id))
            uses = list(emergencies.uses.values())[: -SHOWN_MAX - 1 : -1]
            return contract.Emergencies(
                emergencies=[shown(use, None, now, emergencies.allowed) for use in uses],
                allowed=emergencies.allowed,
                scope=emergencies.scope,
            )
        vault = living(self.gate, call, request.vault_id)
        emergencies, reader = emergencies_of(self.log, vault), self.gate.reader(call)
        mine = [use for use in reversed(emergencies.uses.values()) if _concerns(use, reader)][:SHOWN_MAX]
        reason = "" if mine else self.gate.why_unreached(vault, call)
        if reason:
            return self.log.command(
                call, contract.Emergencies, lambda: self.gate.refusal(vault, call, "see", reason)
            )
        return contract.Emergencies(
            emergencies=[shown(use, reader, now, emergencies.allowed) for use in mine]
        )


def _concerns(use: Use, reader: Reader) -> bool:
    return use.opened_by == reader.professional_id or use.second.reached_by(reader)


def shown(use: Use, reader: Reader | None, now: datetime, allowed: bool) -> contract.Emergency:
    """A use as the person (without a reader) or a professional knows it."""
    return contract.Emergency(
        id=use.id,
        opened_by=use.opened_by_name,
        organisation=use.organisation,
        reason=use.reason,
        account=use.account,
        opened_at=use.opened_at,
        until=use.until,
        state="live" if allowed and use.stands and now < use.until else "over",
        outcome=use.outcome or "",
        reviewed_by=use.reviewed_by_name,
        review=use.review,
        contested=use.contested,
        to_review=reader is not None and use.outcome is None and use.second.reached_by(reader),
        mine=reader is not None and use.opened_by == reader.professional_id,
    )
