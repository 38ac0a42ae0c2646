"""The representative records a legal measure; it opens nothing before a second person confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.protection import living, representation_of
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Done
from shared.contracts.vault_mandates import MandateTerms
from shared.contracts.vault_mandates import RecordMandate as Request
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import NotAllowed
from shared.rpc.call import Call


@dataclass(frozen=True)
class RecordMandate:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_numbers(request.mandate)

        def work() -> Change:
            vault = living(self.gate, call, request.vault_id)
            if request.document_id:
                decision_of(vault, request.document_id, call)
            mandate_id, representation = str(new_id()), representation_of(self.log, vault)
            representation.record(
                mandate_id,
                request.mandate,
                self.gate.acting(call),
                call.actor.display,
                confirming(self.gate, request.mandate, call),
                self.gate.clock.now(),
                request.document_id,
            )
            told = line(vault.id, "mandate_recorded", call, reason=request.mandate.kind)
            return Change(reply=Done(id=mandate_id), aggregates=[representation], log=[told])

        return self.log.command(call, Done, work)


def confirming(gate: Gate, terms: MandateTerms, call: Call) -> str:
    """The organisation whose second person will confirm: that of the service named, else the one that the
    representative acts for.
    """
    to = terms.representative
    if to.kind == "organisation":
        return to.id
    return gate.memberships.organisation_of(to.id) if to.kind == "team" else call.actor.organisation_id


def refuse_numbers(terms: MandateTerms) -> None:
    """No national identity number in what is typed of a measure (domain rule 6)."""
    refuse_nir(terms.court, "mandate.court")
    refuse_nir(terms.reference, "mandate.reference")
    refuse_nir(terms.representative.name, "mandate.representative.name")


def decision_of(vault: Vault, document_id: str, call: Call) -> str:
    """The id of a decision: a paper that the actor put there, so that attaching it shows nothing else."""
    found = vault.documents.get(str(uuid_of(document_id, "document_id")))
    if found is None or found.depositor_id != call.actor.id:
        raise NotAllowed(
            "decision_not_yours",
            "Joignez une décision que vous avez mise dans ce coffre.",
            field="document_id",
        )
    return found.id
