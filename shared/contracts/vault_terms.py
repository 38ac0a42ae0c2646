"""The words of consent that requests, replies and facts of the vault share: who, what, why, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Category = Literal["identity", "health", "housing", "income", "rights", "family", "work", "justice", "other"]
Part = Literal["appointments", "notes", "contacts", "project"]
Action = Literal["see", "add", "print"]
Purpose = Literal["rights", "housing", "health", "work", "money", "daily_life"]
GranteeKind = Literal["professional", "team", "organisation"]
Language = Literal["fr", "en", "ar", "es", "uk", "ru", "ps", "fa", "it", "de"]

LONGEST_CONSENT_DAYS = 731  # two years, leap day included (domain rule 1)


class Grantee(msgspec.Struct, frozen=True, kw_only=True):
    """One professional, a team, or an organisation; `name` is shown to the person, never decided upon."""

    kind: GranteeKind
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    name: Annotated[str, msgspec.Meta(max_length=120)] = ""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Whole categories, single documents by id, and parts of the vault that are not papers."""

    categories: list[Category] = []
    documents: Annotated[list[str], msgspec.Meta(max_length=200)] = []
    parts: list[Part] = []


class ConsentTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Who may do what, on what, why, until when. `until` is mandatory: its absence is refused naming it.

    `excepted`: ids of members of the grantee who may not. `reshare`: the grantee may let others have the
    same or less, never for longer.
    """

    grantee: Grantee
    scope: Scope
    actions: list[Action]
    purpose: Purpose
    until: datetime | None = None
    excepted: Annotated[list[str], msgspec.Meta(max_length=200)] = []
    reshare: bool = False
