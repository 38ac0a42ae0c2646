"""Keep what the person does not agree with in their project, in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.part import written
from services.vault.application.project_shown import project_as, project_of
from services.vault.domain.project import Project
from shared.contracts import vault_project as contract
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class DisagreeWithProject:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.DisagreeWithProject, call: Call) -> contract.Project:
        refuse_nir(request.words, "words")
        words = written(request.words, "words")

        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            now = self.gate.clock.now()
            project = project_of(self.log, vault) or Project.begin(vault.id, now)
            project.disagree(words, now)
            return Change(
                reply=project_as(project, now, call.actor.id),
                sealed_for=vault.id,
                aggregates=[project],
                log=[line(vault.id, "project_disagreed", call)],
            )

        return self.log.command(call, contract.Project, work)
