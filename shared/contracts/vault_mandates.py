"""What the vault says of mandates: a legal measure under which someone acts for the person (rule 3)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Instant, Query, Reply
from shared.contracts.vault import OpenVault
from shared.contracts.vault_terms import Action, Grantee, Scope

MandateKind = Literal[
    "sauvegarde",
    "curatelle_simple",
    "curatelle_renforcee",
    "tutelle",
    "habilitation_familiale",
    "protection_future",
    "parental_authority",
]
MandateState = Literal["waiting", "coming", "live", "ended"]
WORDS_MAX = 500  # a few sentences
Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=WORDS_MAX)]


class MandateTerms(msgspec.Struct, frozen=True, kw_only=True):
    """The measure as its decision states it: who represents, what it opens, from when until when, which court
    (or deed) and under which reference.
    """

    kind: MandateKind
    representative: Grantee
    scope: Scope
    actions: list[Action]
    since: Instant
    until: Instant
    court: Reference
    reference: Reference


class RecordMandate(Command, frozen=True, kw_only=True):
    """By the representative, a verified professional. It opens nothing before a second person confirms it.

    `document_id`: the decision, a paper that the representative put in the vault; it may be attached later.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    mandate: MandateTerms
    document_id: str = ""


class OpenRepresentedVault(OpenVault, frozen=True, kw_only=True):
    """For who cannot sign: the representative opens the vault, without a consent, and the log says so. The
    mandate is recorded with it and waits for its decision and its confirmation.
    """

    mandate: MandateTerms


class AttachDecision(Command, frozen=True, kw_only=True):
    """By who recorded the mandate: `document_id` is a paper that they put in the vault."""

    vault_id: str
    mandate_id: str
    document_id: str


class ConfirmMandate(Command, frozen=True, kw_only=True):
    """By a manager of the representative's organisation, or by another member where the representative is a
    manager; never by who recorded it. After a contest, it says that the mandate stands.
    """

    vault_id: str
    mandate_id: str


class EndMandate(Command, frozen=True, kw_only=True):
    """By who recorded it or by the second person: at once, what flows from it ends too."""

    vault_id: str
    mandate_id: str


class ContestMandate(Command, frozen=True, kw_only=True):
    """By the holder: it is logged, and the second person must look again."""

    vault_id: str
    mandate_id: str
    words: Words


class Mandate(Reply, frozen=True, kw_only=True):
    """`state` by the clock at the answer; `mine`: the actor recorded it; `to_confirm`: the actor is its
    second person and it waits for them.
    """

    id: str
    terms: MandateTerms
    state: MandateState
    document_id: str = ""
    recorded_by: str = ""
    recorded_at: datetime
    confirmed_by: str = ""
    ended_at: datetime | None = None
    contested: str = ""
    mine: bool = False
    to_confirm: bool = False


class Mandates(Reply, frozen=True, kw_only=True):
    mandates: list[Mandate]


class ListMandates(Query, frozen=True, kw_only=True):
    """All of them for the holder; for a professional, those that they recorded, hold or may confirm."""

    REPLY: ClassVar[type[Any]] = Mandates
    vault_id: str
