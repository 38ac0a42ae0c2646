"""Opening a vault in the person's presence: account and key card here, the vault there, both or neither.

Used by the API and by the page. If the vault is refused the account goes; if the answer was lost, sending
the same opening again (same idempotency key) finds the same vault and gives a fresh card.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from shared.contracts.shapes import Done
from shared.contracts.vault import OpenVault
from shared.problems import NotAllowed, Problem, Unavailable


@dataclass(frozen=True)
class Opened:
    """`card`: the key card's text, shown once, never kept."""

    vault_id: str
    card: str


def vault_id_of(talk: Talk) -> str:
    """The id that this opening always gives."""
    return talk.key_of("vault")


async def open_vault(talk: Talk, gate: Gate, command: OpenVault, pin: str) -> Opened:
    """Raises what the vault refuses; `command.vault_id` is `vault_id_of(talk)`."""
    if not talk.actor.verified:  # the vault would say so too, after a hash that a flood of them makes dear
        raise NotAllowed("unverified", "Votre compte doit d'abord être vérifié par votre service.")
    card = await gate.holders.begin(command.vault_id, pin, talk.key_of("opening"))
    try:
        await talk.ask(command, Done)
    except Unavailable:
        raise  # the vault may be open: the account stays, the same opening again repairs
    except Problem:
        if card is not None:
            await gate.holders.take_back(command.vault_id)
        raise
    if card is None:
        card = await gate.holders.again(command.vault_id, pin)
    return Opened(command.vault_id, card)
