"""The person's project: written together, signed by both sides."""

from __future__ import annotations

import msgspec
from litestar import Controller, get, post, put
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.vault_project import (
    Digest,
    DisagreeWithProject,
    Goals,
    OwnWords,
    Project,
    ReadProject,
    SignProject,
    WriteProject,
)


class WholeProject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`replaces`: the number of the version you read, 0 for none."""

    goals: Goals
    replaces: int = 0


class ProjectSigning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`digest`: of the version you read."""

    digest: Digest


class OwnDisagreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the person does not agree with, as they say it."""

    words: OwnWords


class ProjectApi(Controller):
    """One person's project."""

    path = "/vaults/{vault_id:str}/project"
    tags = ("project",)

    @get("/", operation_id="readProject", summary="The project, its versions, who signed and what was said")
    async def read(self, talk: TheTalk, vault_id: Id) -> Project:
        return await talk.ask(ReadProject(vault_id=vault_id), Project)

    @put("/", operation_id="writeProject", summary="Write the project anew, or move its steps on")
    async def write(self, talk: TheTalk, vault_id: Id, data: JSONBody[WholeProject]) -> Project:
        command = WriteProject(vault_id=vault_id, goals=data.goals, replaces=data.replaces)
        return await talk.ask(command, Project)

    @post("/signatures", operation_id="signProject", summary="Sign the version that stands")
    async def sign(self, talk: TheTalk, vault_id: Id, data: JSONBody[ProjectSigning]) -> Project:
        return await talk.ask(SignProject(vault_id=vault_id, digest=data.digest), Project)

    @post(
        "/disagreements",
        operation_id="disagreeWithProject",
        summary="Say what you do not agree with: the person alone",
    )
    async def disagree(self, talk: TheTalk, vault_id: Id, data: JSONBody[OwnDisagreement]) -> Project:
        return await talk.ask(DisagreeWithProject(vault_id=vault_id, words=data.words), Project)
