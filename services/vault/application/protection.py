"""The mandates and emergencies of a vault, loaded to be changed: begun with the first of them."""

from __future__ import annotations

from services.vault.application.gate import Gate, not_allowed
from services.vault.domain.emergency import Emergencies
from services.vault.domain.representation import Representation
from services.vault.domain.vault import Vault
from shared.eventstore.log import EventLog
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
