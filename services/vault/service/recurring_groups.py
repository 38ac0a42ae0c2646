"""Groups that come again: given, joined, left, cancelled; one date alone is a group like any other."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_recurring_groups as r
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class RecurringGroups:
    uses: VaultWiring

    @rpc
    def schedule_recurring_group(self, request: r.ScheduleRecurringGroup, call: Call) -> r.RecurringChange:
        return self.uses.do.schedule_recurring_group(request, call)

    @rpc
    def join_recurring_group(self, request: r.JoinRecurringGroup, call: Call) -> r.RecurringChange:
        return self.uses.do.join_recurring_group(request, call)

    @rpc
    def leave_recurring_group(self, request: r.LeaveRecurringGroup, call: Call) -> r.RecurringChange:
        return self.uses.do.leave_recurring_group(request, call)

    @rpc
    def cancel_recurring_group(self, request: r.CancelRecurringGroup, call: Call) -> r.RecurringChange:
        return self.uses.do.cancel_recurring_group(request, call)

    @rpc
    def get_recurring_group(self, request: r.GetRecurringGroup, call: Call) -> r.RecurringGroup:
        return self.uses.do.get_recurring_group(request, call)
