"""The mandates of a vault: all for the person, for a professional those that concern them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.vault.application.gate import Gate
from services.vault.application.protection import representation_of
from services.vault.domain import mandate as domain
from services.vault.domain.consent import Reader
from services.vault.domain.opening import is_named
from shared.contracts import vault_mandates as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListMandates:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ListMandates, call: Call) -> contract.Mandates:
        vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
        found = [] if vault.erased else list(representation_of(self.log, vault).mandates.values())
        if call.actor.kind == "holder":
            return contract.Mandates(mandates=[shown(m, None, now) for m in reversed(found)])
        reader = self.gate.reader(call)
        mine = [shown(m, reader, now) for m in reversed(found) if _concerns(m, reader)]
        if not mine:
            reason = self.gate.why_unreached(vault, call)
            if reason:
                return self.log.command(
                    call, contract.Mandates, lambda: self.gate.refusal(vault, call, "see", reason)
                )
        return contract.Mandates(mandates=mine)


def _concerns(mandate: domain.Mandate, reader: Reader) -> bool:
    """Whoever recorded it, holds it, or is its second person."""
    own = mandate.recorded_by == reader.professional_id
    return own or is_named(mandate.terms.representative, reader) or mandate.second.reached_by(reader)


def shown(mandate: domain.Mandate, reader: Reader | None, now: datetime) -> contract.Mandate:
    """A mandate as the person (without a reader) or a professional knows it."""
    waits = mandate.state(now) == "waiting" or bool(mandate.contested)
    second = reader is not None and mandate.second.reached_by(reader)
    return contract.Mandate(
        id=mandate.id,
        terms=mandate.terms,
        state=mandate.state(now),
        document_id=mandate.document_id,
        recorded_by=mandate.recorded_by_name,
        recorded_at=mandate.recorded_at,
        confirmed_by=mandate.confirmed_by_name,
        ended_at=mandate.ended_at,
        contested=mandate.contested,
        mine=reader is not None and reader.professional_id == mandate.recorded_by,
        to_confirm=second and waits and mandate.state(now) != "ended",
    )
