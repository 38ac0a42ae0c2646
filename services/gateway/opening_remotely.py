"""Opening a vault from afar: account and one-time code here, a vault that waits there, both or neither; and
the code sent by message, where the person has a mobile and who opened asks for it.
"""

from __future__ import annotations

from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from services.gateway.identity.remote_codes import RemoteCode
from services.gateway.still_in import need_still_in
from shared.contracts.notifications import SendOpeningCode
from shared.contracts.shapes import Done
from shared.contracts.vault_waiting import OpenWaitingVault, WaitingVault
from shared.ids import named_id
from shared.problems import NotAllowed, Problem, Refused, Unavailable


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


async def send_code(talk: Talk, gate: Gate, vault_id: str) -> None:
    """The code as it stands, to the mobile that the vault knows; once. Raises NotFound for who did not open,
    Refused `code_over`, `no_mobile`, `message_not_sent`, TooManyAttempts.
    """
    await need_still_in(talk, await gate.remote_codes.made_for(vault_id, talk.actor.id))
    code = await gate.remote_codes.show(vault_id, talk.actor.id)
    if not code.text:
        raise Refused("code_over", "Ce code est terminé : faites-en un autre.")
    await gate.remote_codes.count_message(vault_id)
    code_id = str(named_id("opening-code", vault_id, code.ends_at.isoformat()))
    sent = SendOpeningCode(vault_id=vault_id, code_id=code_id, code=code.text, ends_at=code.ends_at)
    await talk.ask(sent, Done)
