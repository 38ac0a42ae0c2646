"""Vaults opened for people who are not there: prepared, then claimed by the person alone, or ended unclaimed.

Nothing is shared in one: what a professional asks waits for the person's answer, as any request does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Query, Reply
from shared.contracts.vault import TITLE_MAX, OpenVault
from shared.contracts.vault_terms import ConsentTerms, Language

Manner = Literal["card", "code"]
PEOPLE_MAX = 200  # one file's; a mandataire follows sixty
WAITING_DAYS: dict[str, int] = {"card": 90, "code": 7}  # unclaimed, it ends by itself
Loose = Annotated[str, msgspec.Meta(max_length=500)]


class WaitingVault(Reply, frozen=True, kw_only=True):
    """`until`: from then on it can no longer be claimed."""

    vault_id: str
    until: datetime


class OpenWaitingVault(OpenVault, frozen=True, kw_only=True):
    """By a verified professional, for someone who will come in later with a card, or now with a code read to
    them. `consent` stays empty: nobody consents in another's place. `asks` becomes a request to the person.
    """

    REPLY: ClassVar[type[Any]] = WaitingVault
    manner: Manner
    asks: ConsentTerms | None = None


class ClaimVault(Command, frozen=True, kw_only=True):
    """By the holder, once they have chosen their secret: from now on the vault is theirs for good. Claimed
    twice, nothing changes; past its time, `refused:waiting_over`.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str


class PersonToCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a file, as it stands there; nothing of it is valid yet."""

    given_name: Loose = ""
    family_name: Loose = ""
    language: Loose = "fr"
    phone: Loose = ""


class Fault(Reply, frozen=True, kw_only=True):
    """What stands in the way of opening that person's vault: `at` counts from 0."""

    at: int
    field: str
    code: str


class Faults(Reply, frozen=True, kw_only=True):
    faults: list[Fault]


class CheckPeople(Query, frozen=True, kw_only=True):
    """What `OpenWaitingVault` would refuse of each person; nothing is opened, nothing is kept."""

    REPLY: ClassVar[type[Any]] = Faults
    people: Annotated[list[PersonToCheck], msgspec.Meta(max_length=PEOPLE_MAX)]


__all__ = [
    "PEOPLE_MAX", "TITLE_MAX", "WAITING_DAYS", "CheckPeople", "ClaimVault", "Fault", "Faults", "Language",
    "Manner", "OpenWaitingVault", "PersonToCheck", "WaitingVault",
]  # fmt: skip
