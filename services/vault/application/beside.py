"""What lets professionals in beside the person's consents: the mandates and emergencies of one vault."""

from __future__ import annotations

from services.vault.domain.emergency import Emergencies
from services.vault.domain.opening import Opening
from services.vault.domain.representation import Representation
from services.vault.domain.vault import Vault
from shared.eventstore.log import EventLog


def openings_of(log: EventLog, vault: Vault) -> list[Opening]:
    """Read from the aggregates themselves, never from a view; none once the vault is erased."""
    if vault.erased:
        return []
    mandates = log.find(Representation, Representation.id_of(vault.id))
    emergencies = log.find(Emergencies, Emergencies.id_of(vault.id))
    return [
        *(mandates.openings() if mandates else []),
        *(emergencies.openings() if emergencies else []),
    ]


def told_under(opening: Opening | None) -> dict[str, str]:
    """What the log adds to a read that no consent allowed."""
    return {"reason": f"under_{opening.why}"} if opening else {}
