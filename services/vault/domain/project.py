"""The person's project: what they want, the steps towards it, who does what; signed by them and by who
accompanies them. Law: CASF L.311-3 (part in one's project) and L.311-4.

One project a vault; each event carries `subject_id`, the vault's id, whose key seals what is PERSONAL.
What is signed is goals, steps and who does what. How far a step is may move on without signing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.author import Author
from services.vault.domain.project_goals import Goal, digest_of, goals_from, plain
from shared.ids import named_id
from shared.problems import Conflict, Refused

VERSIONS_MAX = 40  # kept in the project, signed ones the longest; older ones stay in the log, sealed
SIGNATURES_MAX = 20  # of one version: the person and more professionals than a follow-up has
DISAGREEMENTS_MAX = 40  # kept in the project; older ones stay in the log, sealed
REVIEW_AFTER = timedelta(days=365)  # a project is looked at again every year


@dataclass(frozen=True)
class Signature:
    """`digest`: of the version that was signed. `by_person`: the other side is a professional."""

    signer_id: str
    signer: str
    organisation: str
    by_person: bool
    digest: str
    at: datetime


@dataclass(frozen=True)
class Disagreement:
    """In the person's own words, about that version."""

    words: str
    number: int
    at: datetime


@dataclass(frozen=True)
class Version:
    number: int
    goals: tuple[Goal, ...]
    digest: str
    author_id: str
    author: str
    at: datetime
    signatures: tuple[Signature, ...] = ()

    @property
    def agreed(self) -> bool:
        """Signed by both sides."""
        return {True, False} == {signature.by_person for signature in self.signatures}


class ProjectEvent(Aggregate.Event):
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Begun(ProjectEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Project.Begun"


class Written(ProjectEvent):
    """A new version: what was signed before no longer is what stands."""

    TOPIC: ClassVar[str] = "vault.Project.Written"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"goals", "digest", "author"})
    number: int
    goals: list[dict[str, Any]]
    digest: str
    author_id: str
    author: str

    def apply(self, project: Project) -> None:
        version = Version(
            self.number, goals_from(self.goals), self.digest, self.author_id, self.author, self.timestamp
        )
        project.versions = kept([*project.versions, version])


class StepsMoved(ProjectEvent):
    """How far steps are; the version stands, and so do its signatures."""

    TOPIC: ClassVar[str] = "vault.Project.StepsMoved"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"goals"})
    goals: list[dict[str, Any]]

    def apply(self, project: Project) -> None:
        project.versions[-1] = replace(project.versions[-1], goals=goals_from(self.goals))


class Signed(ProjectEvent):
    TOPIC: ClassVar[str] = "vault.Project.Signed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"digest", "signer", "organisation"})
    digest: str
    signer_id: str
    signer: str
    organisation: str
    by_person: bool

    def apply(self, project: Project) -> None:
        signature = Signature(
            self.signer_id, self.signer, self.organisation, self.by_person, self.digest, self.timestamp
        )
        last = project.versions[-1]
        project.versions[-1] = replace(last, signatures=(*last.signatures, signature))


class Disagreed(ProjectEvent):
    TOPIC: ClassVar[str] = "vault.Project.Disagreed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})
    words: str
    number: int

    def apply(self, project: Project) -> None:
        said = Disagreement(self.words, self.number, self.timestamp)
        project.disagreements = [*project.disagreements, said][-DISAGREEMENTS_MAX:]


class Project(Aggregate):
    """Begun with its first version."""

    TOPIC: ClassVar[str] = "vault.Project"
    Event = ProjectEvent
    Created = Begun  # type: ignore[assignment]
    Written = Written
    StepsMoved = StepsMoved
    Signed = Signed
    Disagreed = Disagreed

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.versions: list[Version] = []
        self.disagreements: list[Disagreement] = []

    @staticmethod
    def create_id(vault_id: UUID) -> UUID:
        """A vault has one project."""
        return named_id("project", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> Project:
        project_id = cls.create_id(vault_id)
        return cls._create(event_class=Begun, id=project_id, timestamp=now, subject_id=vault_id)

    @property
    def number(self) -> int:
        """Of the version that stands, 0 before the first."""
        return self.versions[-1].number if self.versions else 0

    def review_due(self, now: datetime) -> bool:
        """Whether the last signature is older than a year."""
        signed = [signature.at for version in self.versions for signature in version.signatures]
        return bool(signed) and max(signed) + REVIEW_AFTER <= now

    def write(self, goals: tuple[Goal, ...], replaces: int, author: Author, now: datetime) -> None:
        """Write it anew; the same goals and steps only move steps on, and nothing else changes nothing."""
        if replaces != self.number:
            raise Conflict(
                "project_rewritten", "Quelqu'un a changé le projet entre-temps : relisez-le.", field="goals"
            )
        digest = digest_of(goals)
        if not self.versions or digest != self.versions[-1].digest:
            self.trigger_event(
                Written,
                timestamp=now,
                subject_id=self.vault_id,
                number=self.number + 1,
                goals=plain(goals),
                digest=digest,
                author_id=author.id,
                author=author.name,
            )
        elif goals != self.versions[-1].goals:
            self.trigger_event(StepsMoved, timestamp=now, subject_id=self.vault_id, goals=plain(goals))

    def sign(self, digest: str, signer: Author, organisation: str, now: datetime) -> None:
        """Sign the version that stands, and no other. Signing it again changes nothing."""
        last = self.standing(digest)
        if any(signature.signer_id == signer.id for signature in last.signatures):
            return
        # the person's own signature always has its place
        if not signer.is_holder and len(last.signatures) >= SIGNATURES_MAX:
            raise Refused("signatures_full", "Ce projet a déjà beaucoup de signatures.")
        self.trigger_event(
            Signed,
            timestamp=now,
            subject_id=self.vault_id,
            digest=digest,
            signer_id=signer.id,
            signer=signer.name,
            organisation=organisation,
            by_person=signer.is_holder,
        )

    def disagree(self, words: str, now: datetime) -> None:
        """What the person does not agree with, as they say it."""
        if not self.versions:
            raise _nothing_written()
        self.trigger_event(
            Disagreed, timestamp=now, subject_id=self.vault_id, words=words, number=self.number
        )

    def standing(self, digest: str) -> Version:
        """The version that stands. Raises Conflict when `digest` is of another."""
        if not self.versions:
            raise _nothing_written()
        if digest != self.versions[-1].digest:
            raise Conflict("project_rewritten", "Ce n'est plus ce projet-là : relisez-le avant de signer.")
        return self.versions[-1]


def kept(versions: Sequence[Version]) -> list[Version]:
    """The newest, and of older ones those that were signed first of all."""
    left = list(versions)
    while len(left) > VERSIONS_MAX:
        unsigned = next((version for version in left[:-1] if not version.signatures), left[0])
        left.remove(unsigned)
    return left


def _nothing_written() -> Refused:
    return Refused("project_not_written", "Ce projet n'est pas encore écrit.")
