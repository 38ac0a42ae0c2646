"""The mandates and emergencies of a vault, loaded to be changed: begun with the first of them."""

from __future__ import annotations

from services.vault.application.gate import Gate, not_allowed, refusal_told
from services.vault.domain.emergency import Emergencies
from services.vault.domain.representation import Representation
from services.vault.domain.vault import Vault
from shared.eventstore.log import Change, EventLog
from shared.problems import Problem
from shared.rpc.call import Call


def living(gate: Gate, call: Call, vault_id: str) -> Vault:
    """The vault that the actor speaks of, about whom nothing is decided yet; an erased one is no vault."""
    vault = gate.vault(call, vault_id)
    if vault.erased:
        raise not_allowed("no_consent")
    return vault


def representation_of(log: EventLog, vault: Vault) -> Representation:
    found = log.find(Representation, Representation.id_of(vault.id))
    return found or Representation.begin(vault.id, log.clock.now())


def emergencies_of(log: EventLog, vault: Vault) -> Emergencies:
    found = log.find(Emergencies, Emergencies.id_of(vault.id))
    return found or Emergencies.begin(vault.id, log.clock.now())


def turned_away(
    gate: Gate, vault: Vault, call: Call, refusal: Problem, organisation_id: str, action: str
) -> Change:
    """The refusal, in the log. Why is told to who is of the organisation concerned; anyone else hears what a
    stranger to the vault hears.
    """
    knows = organisation_id != "" and organisation_id in gate.reader(call).organisations
    reason = "" if knows else gate.why_unreached(vault, call)
    if reason:
        return gate.refusal(vault, call, action, reason)
    return refusal_told(vault.id, call, refusal, refusal.code, action=action)


def organisation_of_mandate(representation: Representation, mandate_id: str) -> str:
    """Whose second person confirms it; empty when there is no such mandate."""
    found = representation.mandates.get(mandate_id)
    return found.second.organisation_id if found else ""


def organisation_of_emergency(emergencies: Emergencies, emergency_id: str) -> str:
    """Whose second person reviews it; empty when there is no such emergency."""
    found = emergencies.uses.get(emergency_id)
    return found.second.organisation_id if found else ""
