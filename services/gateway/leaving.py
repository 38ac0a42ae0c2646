"""A professional erases their account: the directory first, which may refuse, then what is here."""

from __future__ import annotations

from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from shared.contracts.directory_leaving import RetireProfessional
from shared.contracts.shapes import Done


async def leave(talk: Talk, gate: Gate, password: str, address: str) -> None:
    """Raises NotSignedIn `wrong_credentials` (throttled as signing in), Refused `last_manager`."""
    account_id = talk.actor.id
    await gate.prove_password(account_id, password, address)
    await talk.ask(RetireProfessional(), Done)
    await gate.close_professional(account_id)
