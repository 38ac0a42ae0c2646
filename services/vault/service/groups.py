"""Appointments given to several people at once."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_groups as g
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Groups:
    uses: VaultWiring

    @rpc
    def schedule_group(self, request: g.ScheduleGroup, call: Call) -> g.GroupChange:
        return self.uses.do.schedule_group(request, call)

    @rpc
    def add_to_group(self, request: g.AddToGroup, call: Call) -> g.GroupChange:
        return self.uses.do.add_to_group(request, call)

    @rpc
    def remove_from_group(self, request: g.RemoveFromGroup, call: Call) -> g.GroupChange:
        return self.uses.do.remove_from_group(request, call)

    @rpc
    def move_group(self, request: g.MoveGroup, call: Call) -> g.GroupChange:
        return self.uses.do.move_group(request, call)

    @rpc
    def cancel_group(self, request: g.CancelGroup, call: Call) -> g.GroupChange:
        return self.uses.do.cancel_group(request, call)

    @rpc
    def get_group(self, request: g.GetGroup, call: Call) -> g.Group:
        return self.uses.do.get_group(request, call)

    @rpc
    def list_groups(self, request: g.ListGroups, call: Call) -> g.Groups:
        return self.uses.do.list_groups(request, call)
