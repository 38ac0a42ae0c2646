"""Opening a vault from afar: account and one-time code here, a vault that waits there, both or neither."""

from __future__ import annotations

from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from services.gateway.identity.remote_codes import RemoteCode
from shared.contracts.vault_waiting import OpenWaitingVault, WaitingVault
from shared.problems import NotAllowed, Problem, Unavailable


async def open_remotely(talk: Talk, gate: Gate, command: OpenWaitingVault) -> RemoteCode:
    """Raises what the vault refuses; `command.vault_id` is `vault_id_of(talk)`."""
    if not talk.actor.verified:
        raise NotAllowed("unverified", "Votre compte doit d'abord être vérifié par votre service.")
    actor, opening = talk.actor, talk.key_of("opening")
    code = await gate.remote_codes.begin(command.vault_id, actor.id, opening, actor.organisation_id)
    try:
        await talk.ask(command, WaitingVault)
    except Unavailable:
        raise  # the vault may be open: the account stays, the same opening again repairs
    except Problem:
        if code.first:  # else the vault may be open, and this very request be refused for what differs
            await gate.holders.take_back(command.vault_id)
        raise
    return code
