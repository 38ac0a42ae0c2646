"""What became of the person's code, phrase, name or card, for their access log: the gateway keeps them."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from shared.contracts.shapes import Command, Done

SecretAct = Literal["secret_changed", "name_chosen", "card_reissued", "both_replaced", "secret_refused"]


class NoteSecretAct(Command, frozen=True, kw_only=True):
    """By the holder, through the gateway, once per key: a code or phrase changed, a name to sign in with
    chosen beside one, a card made anew, both at a recovery, or a wrong code given for one of these.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    act: SecretAct
