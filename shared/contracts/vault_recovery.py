"""The way back into a vault with what is left: the card or the PIN, beside a professional who is there."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from shared.contracts.shapes import Command, Done

Lost = Literal["pin", "card"]


class BeginRecovery(Command, frozen=True, kw_only=True):
    """By a professional of a live follow-up, the person being there: what was lost. Logged, as every
    refusal.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    lost: Lost


class EndRecovery(Command, frozen=True, kw_only=True):
    """What came of it, decided again: `done` (what is left was proven; the lost is replaced) or
    `wrong_proof`.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    lost: Lost
    outcome: Literal["done", "wrong_proof"]
