"""What happens at a desk: an act to sign, one to verify, the day's appointments."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_acts as t
from shared.contracts import vault_day as d
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Reception:
    uses: VaultWiring

    @rpc
    def draw_up_act(self, request: t.DrawUpAct, call: Call) -> t.Act:
        return self.uses.do.draw_up_act(request, call)

    @rpc
    def list_acts(self, request: t.ListActs, call: Call) -> t.Acts:
        return self.uses.do.list_acts(request, call)

    @rpc
    def verify_act(self, request: t.VerifyAct, call: Call) -> t.ActVerdict:
        return self.uses.do.verify_act(request, call)

    @rpc
    def list_day_appointments(self, request: d.ListDayAppointments, call: Call) -> d.DayAppointments:
        return self.uses.do.list_day_appointments(request, call)
