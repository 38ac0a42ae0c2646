"""The way back into a vault: with what is left, the card or the PIN, beside a professional who is there; with
neither, beside two of them, or one and three days.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Query, Reply

STOP_CODE_CHARS = 10  # base32: 50 bits, enough for what only ever says no
Lost = Literal["pin", "card"]
RecoveryState = Literal["open", "granted", "done", "stopped", "ended"]
StopCode = Annotated[str, msgspec.Meta(pattern=f"^[a-z2-7]{{{STOP_CODE_CHARS}}}$")]


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


class Witness(Reply, frozen=True, kw_only=True):
    """Who said that the person was with them, and when last. `present`: within the hour."""

    name: str
    organisation: str = ""
    at: datetime
    present: bool = False


class Recovery(Reply, frozen=True, kw_only=True):
    """A way back without card nor PIN. `ready`: it may be granted now to a witness who is there; at
    `ready_at` one is enough; from `ends_at` on it is over. `mine`: you are one of its witnesses.
    """

    id: str
    state: RecoveryState
    asked_at: datetime
    ready_at: datetime
    ends_at: datetime
    ready: bool = False
    mine: bool = False
    witnesses: list[Witness] = []
    stopped_at: datetime | None = None
    stopped_by: str = ""


class Recoveries(Reply, frozen=True, kw_only=True):
    """The newest first."""

    recoveries: list[Recovery]


class ListRecoveries(Query, frozen=True, kw_only=True):
    """By the holder, and by who follows them: each may stop one."""

    REPLY: ClassVar[type[Any]] = Recoveries
    vault_id: str


class WitnessRecovery(Command, frozen=True, kw_only=True):
    """By a professional of a live follow-up, the person being there without card nor PIN. The first asks for
    a way back; another one within the hour makes it ready.
    """

    REPLY: ClassVar[type[Any]] = Recovery
    vault_id: str


class GrantRecovery(Command, frozen=True, kw_only=True):
    """By a witness whose person is there: card and PIN may now be replaced, once, within minutes. The caller
    replaces them, once per recovery.
    """

    REPLY: ClassVar[type[Any]] = Recovery
    vault_id: str
    recovery_id: str


class NoteRecoveryDone(Command, frozen=True, kw_only=True):
    """By the same witness: card and PIN were replaced."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    recovery_id: str


class StopRecovery(Command, frozen=True, kw_only=True):
    """By the holder, or by who follows them and raises the alarm: nothing is replaced."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    recovery_id: str


class StopRecoveryByCode(Command, frozen=True, kw_only=True):
    """By anybody who has the code that was sent to the person's number. It only ever says no: unknown, over
    or wrong, the answer is one and the same.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    code: StopCode
