"""What the vault says of the person's project: goals, steps, who does what, who signed which version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Reply

GOALS_MAX = 6  # more than that is not a project that one follows
STEPS_MAX = 6  # of one goal; likewise
WORDS_MAX_CHARS = 300  # of a goal or a step: a sentence or two
WHO_MAX_CHARS = 100
DISAGREEMENT_MAX_CHARS = 2_000  # a page of handwriting
StepState = Literal["to_do", "doing", "done", "dropped"]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=WORDS_MAX_CHARS)]
OwnWords = Annotated[str, msgspec.Meta(min_length=1, max_length=DISAGREEMENT_MAX_CHARS)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ProjectStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`who`: who does it, in words."""

    words: Words
    who: Annotated[str, msgspec.Meta(max_length=WHO_MAX_CHARS)] = ""
    state: StepState = "to_do"


class ProjectGoal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: Words
    steps: Annotated[list[ProjectStep], msgspec.Meta(max_length=STEPS_MAX)] = []


Goals = Annotated[list[ProjectGoal], msgspec.Meta(min_length=1, max_length=GOALS_MAX)]


class ProjectSignature(Reply, frozen=True, kw_only=True):
    """`signer` is empty for the person; `digest` is of the version signed."""

    signer: str
    organisation: str
    by_person: bool
    digest: str
    signed_at: datetime
    yours: bool = False


class ProjectVersion(Reply, frozen=True, kw_only=True):
    """`written_by` is empty for the person. `digest`: SHA-256 of goals, steps and who does what, in hex."""

    number: int
    goals: list[ProjectGoal]
    digest: str
    written_by: str
    written_at: datetime
    signatures: list[ProjectSignature]
    agreed: bool


class ProjectDisagreement(Reply, frozen=True, kw_only=True):
    """The person's own words, about the version `number`."""

    words: str
    number: int
    said_at: datetime


class Project(Reply, frozen=True, kw_only=True):
    """`current` is null before the first version; `earlier`, the newest first. `review_due`: the last
    signature is older than a year."""

    current: ProjectVersion | None = None
    earlier: list[ProjectVersion] = []
    disagreements: list[ProjectDisagreement] = []
    review_due: bool = False


class ReadProject(Command, frozen=True, kw_only=True):
    """The project with its versions; logged each time."""

    REPLY: ClassVar[type[Any]] = Project
    vault_id: str


class WriteProject(Command, frozen=True, kw_only=True):
    """By the person, or under a consent to add to `project`. `replaces`: the number of the version that the
    writer read, 0 for none; another one standing is a conflict. Moving steps on needs no new signature."""

    REPLY: ClassVar[type[Any]] = Project
    vault_id: str
    goals: Goals
    replaces: Annotated[int, msgspec.Meta(ge=0)] = 0


class SignProject(Command, frozen=True, kw_only=True):
    """`digest`: of the version that the signer read; it must be the one that stands."""

    REPLY: ClassVar[type[Any]] = Project
    vault_id: str
    digest: Digest


class DisagreeWithProject(Command, frozen=True, kw_only=True):
    """By the person alone, in their own words."""

    REPLY: ClassVar[type[Any]] = Project
    vault_id: str
    words: OwnWords
