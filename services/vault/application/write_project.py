"""Write the person's project anew, or say how far its steps are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.part import author_of, written
from services.vault.application.project_shown import PROJECT, project_as, project_of
from services.vault.domain.project import Project
from services.vault.domain.project_goals import Goal, Step
from shared.contracts import vault_project as contract
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class WriteProject:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.WriteProject, call: Call) -> contract.Project:
        goals = _said(request.goals)

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := PROJECT.add_refused(self.gate, vault, call):
                return refused
            if refused := PROJECT.see_refused(self.gate, vault, call, call.actor.id):
                return refused
            now = self.gate.clock.now()
            project = project_of(self.log, vault) or Project.begin(vault.id, now)
            before = project.number
            project.write(goals, request.replaces, author_of(call), now)
            kind = "project_written" if project.number != before else "project_steps_moved"
            PROJECT.acted(self.gate, vault, call)
            return Change(
                reply=project_as(project, now, call.actor.id),
                sealed_for=vault.id,
                aggregates=[project, vault],
                log=[line(vault.id, kind, call, digest=project.versions[-1].digest)],
            )

        return self.log.command(call, contract.Project, work)


def _said(goals: Sequence[contract.ProjectGoal]) -> tuple[Goal, ...]:
    """The goals as the domain has them. Raises Refused `nir`, InvalidInput for nothing but blanks."""
    return tuple(
        Goal(
            _words(goal.words),
            tuple(Step(_words(step.words), _kept(step.who), step.state) for step in goal.steps),
        )
        for goal in goals
    )


def _words(text: str) -> str:
    return written(_kept(text), "goals")


def _kept(text: str) -> str:
    refuse_nir(text, "goals")
    return text.strip()
