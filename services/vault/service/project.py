"""The person's project."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_project as p
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Projects:
    uses: VaultWiring

    @rpc
    def read_project(self, request: p.ReadProject, call: Call) -> p.Project:
        return self.uses.do.read_project(request, call)

    @rpc
    def write_project(self, request: p.WriteProject, call: Call) -> p.Project:
        return self.uses.do.write_project(request, call)

    @rpc
    def sign_project(self, request: p.SignProject, call: Call) -> p.Project:
        return self.uses.do.sign_project(request, call)

    @rpc
    def disagree_with_project(self, request: p.DisagreeWithProject, call: Call) -> p.Project:
        return self.uses.do.disagree_with_project(request, call)
