"""The person's project, with its versions: a read, in the log each time."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line, without_key
from services.vault.application.project_shown import PROJECT, author_id_of, project_as, project_of
from shared.contracts import vault_project as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ReadProject:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ReadProject, call: Call) -> contract.Project:
        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            project = project_of(self.log, vault)
            if refused := PROJECT.see_refused(self.gate, vault, call, author_id_of(project)):
                return refused
            shown = project_as(project, self.gate.clock.now(), call.actor.id)
            return Change(reply=shown, log=[line(vault.id, "project_seen", call)])

        return self.log.command(without_key(call), contract.Project, work)
