"""Finding the way back in beside a professional: the vault decides and logs, what is left is proven, then
replaced; where nothing is left, the vault grants, and both are replaced once.

Used by the API and by the page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from services.gateway.identity.key_card import check_secret
from services.gateway.refusals import NotSignedIn
from shared.contracts.shapes import Done
from shared.contracts.vault_recovery import (
    BeginRecovery,
    EndRecovery,
    GrantRecovery,
    Lost,
    NoteRecoveryDone,
    Recovery,
)
from shared.problems import Problem


async def forgotten_pin(talk: Talk, gate: Gate, vault_id: str, *, card: str, pin: str, address: str) -> None:
    """A new PIN, at once, against the card. Raises what the vault refuses, or NotSignedIn."""
    check_secret(pin)
    await _proven(talk, vault_id, "pin", lambda: gate.recovery.prove_card(vault_id, card, address))
    await gate.recovery.new_pin(vault_id, pin)


async def lost_card(talk: Talk, gate: Gate, vault_id: str, *, pin: str, address: str) -> str:
    """A new card's text, against the PIN; the one before is revoked. Raises the same."""
    await _proven(talk, vault_id, "card", lambda: gate.recovery.prove_pin(vault_id, pin, address))
    return await gate.recovery.new_card(vault_id)


async def lost_both(talk: Talk, gate: Gate, vault_id: str, recovery_id: str, *, pin: str) -> str:
    """A new card's text with a new PIN, where the vault grants it; what was before opens nothing. Cut in the
    middle, it may be sent again; done, it never is again. Raises what the vault refuses, or Conflict.
    """
    check_secret(pin)
    await talk.ask(GrantRecovery(vault_id=vault_id, recovery_id=recovery_id), Recovery)
    card = await gate.recovery.new_both(vault_id, recovery_id, pin)
    with suppress(Problem):  # the log has the grant; the card just made must not be lost for one line more
        await talk.ask(NoteRecoveryDone(vault_id=vault_id, recovery_id=recovery_id), Done)
    return card


async def _proven(talk: Talk, vault_id: str, lost: Lost, prove: Callable[[], Awaitable[None]]) -> None:
    await talk.ask(BeginRecovery(vault_id=vault_id, lost=lost), Done)
    try:
        await prove()
    except NotSignedIn:
        await talk.ask(EndRecovery(vault_id=vault_id, lost=lost, outcome="wrong_proof"), Done)
        raise
    await talk.ask(EndRecovery(vault_id=vault_id, lost=lost, outcome="done"), Done)
