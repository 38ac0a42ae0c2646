"""Say when a paper ends, or that it has no end: by the person, or by whoever may add such a paper."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.expiry_shown import expiries_of, expiry_as
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.domain.document import Document
from services.vault.domain.paper_expiry import PaperExpiries, expiry_of
from services.vault.domain.vault import Vault
from shared.contracts import vault_expiry as contract
from shared.contracts.shapes import Done
from shared.contracts.vault_terms import Action
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class NotePaperExpiry:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.NotePaperExpiry, call: Call) -> contract.PaperExpiry:
        def work() -> Change:
            found = _addable(self.gate, call, request.vault_id, request.document_id)
            if isinstance(found, Change):
                return found
            vault, document = found
            now = self.gate.clock.now()
            expiries = expiries_of(self.log, vault.id) or PaperExpiries.begin(vault.id, now)
            before = expiries.dates.get(document.id)
            named = before.title_in_sms if before else False
            if call.actor.kind == "holder":
                named = request.title_in_sms
            expiry = expiry_of(request.expires_on, request.zone, request.lead_days, now, title_in_sms=named)
            expiries.note(document.id, expiry, now)
            self.gate.note_act(vault, call, document.wanted("add"))
            told = line(vault.id, "expiry_noted", call, category=document.category, title=document.title)
            return Change(
                reply=expiry_as(document, expiry, now),
                sealed_for=vault.id,
                aggregates=[expiries, vault],
                log=[told] if expiry != before else [],
            )

        return self.log.command(call, contract.PaperExpiry, work)


@dataclass(frozen=True)
class ForgetPaperExpiry:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ForgetPaperExpiry, call: Call) -> Done:
        def work() -> Change:
            found = _addable(self.gate, call, request.vault_id, request.document_id)
            if isinstance(found, Change):
                return found
            vault, document = found
            expiries = expiries_of(self.log, vault.id)
            if expiries is None or document.id not in expiries.dates:
                return Change(reply=Done(id=document.id))
            expiries.forget_date(document.id, self.gate.clock.now())
            self.gate.note_act(vault, call, document.wanted("add"))
            told = line(vault.id, "expiry_forgotten", call, category=document.category, title=document.title)
            return Change(reply=Done(id=document.id), aggregates=[expiries, vault], log=[told])

        return self.log.command(call, Done, work)


def _addable(gate: Gate, call: Call, vault_id: str, document_id: str) -> tuple[Vault, Document] | Change:
    """The paper, which the actor may add and see; or the refusal to store. Raises NotFound."""
    vault = gate.vault(call, vault_id)
    document = vault.documents.get(str(uuid_of(document_id, "document_id")))
    if document is None:
        if reason := gate.why_unreached(vault, call):
            return gate.refusal(vault, call, "add", reason)
        raise NotFound("document_not_found", "Ce document n'existe pas.")
    about = {"category": document.category, "title": document.title}
    actions: tuple[Action, ...] = ("add", "see")
    for action in actions:
        if reason := gate.why_not(vault, call, document.wanted(action)):
            return gate.refusal(vault, call, action, reason, **about)
    return vault, document
