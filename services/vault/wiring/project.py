"""The use cases of the person's project, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.disagree_with_project import DisagreeWithProject
from services.vault.application.read_project import ReadProject
from services.vault.application.sign_project import SignProject
from services.vault.application.write_project import WriteProject
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Projects:
    read_project: ReadProject
    write_project: WriteProject
    sign_project: SignProject
    disagree_with_project: DisagreeWithProject


def projects_of(ground: Ground) -> Projects:
    log, gate = ground.log, ground.gate
    return Projects(
        read_project=ReadProject(log, gate),
        write_project=WriteProject(log, gate),
        sign_project=SignProject(log, gate),
        disagree_with_project=DisagreeWithProject(log, gate),
    )
