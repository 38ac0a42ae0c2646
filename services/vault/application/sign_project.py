"""Sign the project that stands: the person for one side, who accompanies them for the other."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.part import author_of
from services.vault.application.project_shown import PROJECT, author_id_of, project_as, project_of
from services.vault.domain.project import Project
from shared.contracts import vault_project as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class SignProject:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.SignProject, call: Call) -> contract.Project:
        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := PROJECT.add_refused(self.gate, vault, call):
                return refused
            now = self.gate.clock.now()
            project = project_of(self.log, vault)
            if refused := PROJECT.see_refused(self.gate, vault, call, author_id_of(project)):
                return refused
            project = project or Project.begin(vault.id, now)
            project.sign(request.digest, author_of(call), call.actor.organisation, now)
            PROJECT.acted(self.gate, vault, call)
            return Change(
                reply=project_as(project, now, call.actor.id),
                sealed_for=vault.id,
                aggregates=[project, vault],
                log=[line(vault.id, "project_signed", call, digest=request.digest)],
            )

        return self.log.command(call, contract.Project, work)
