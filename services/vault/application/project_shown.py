"""The project as its readers know it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from services.vault.application.part import Part
from services.vault.domain.project import Project, Version
from services.vault.domain.project_goals import plain
from services.vault.domain.vault import Vault
from shared.contracts import vault_project as contract
from shared.eventstore.log import EventLog

PROJECT = Part("project")


def project_of(log: EventLog, vault: Vault) -> Project | None:
    return log.find(Project, Project.create_id(vault.id))


def author_id_of(project: Project | None) -> str:
    """Who wrote the version that stands: they see it while a consent reaches them."""
    return project.versions[-1].author_id if project and project.versions else ""


def project_as(project: Project | None, now: datetime, reader_id: str = "") -> contract.Project:
    """`reader_id`: whose signature is told as theirs."""
    if project is None or not project.versions:
        return contract.Project()
    *earlier, current = [_version(version, reader_id) for version in project.versions]
    return contract.Project(
        current=current,
        earlier=earlier[::-1],
        disagreements=[
            contract.ProjectDisagreement(words=one.words, number=one.number, said_at=one.at)
            for one in reversed(project.disagreements)
        ],
        review_due=project.review_due(now),
    )


def _version(version: Version, reader_id: str) -> contract.ProjectVersion:
    return contract.ProjectVersion(
        number=version.number,
        goals=msgspec.convert(plain(version.goals), list[contract.ProjectGoal]),
        digest=version.digest,
        written_by=version.author,
        written_at=version.at,
        agreed=version.agreed,
        signatures=[
            contract.ProjectSignature(
                signer=one.signer,
                organisation=one.organisation,
                by_person=one.by_person,
                digest=one.digest,
                signed_at=one.at,
                yours=one.signer_id == reader_id,
            )
            for one in version.signatures
        ],
    )
