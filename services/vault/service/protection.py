"""Who comes in beside the person's consents: mandates, emergencies, and what a second person verifies."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_emergency as e
from shared.contracts import vault_mandates as m
from shared.contracts import vault_notices as n
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Protection:
    uses: VaultWiring

    @rpc
    def record_mandate(self, request: m.RecordMandate, call: Call) -> Done:
        return self.uses.do.record_mandate(request, call)

    @rpc
    def open_represented_vault(self, request: m.OpenRepresentedVault, call: Call) -> Done:
        return self.uses.do.open_represented_vault(request, call)

    @rpc
    def attach_decision(self, request: m.AttachDecision, call: Call) -> Done:
        return self.uses.do.attach_decision(request, call)

    @rpc
    def confirm_mandate(self, request: m.ConfirmMandate, call: Call) -> Done:
        return self.uses.do.confirm_mandate(request, call)

    @rpc
    def end_mandate(self, request: m.EndMandate, call: Call) -> Done:
        return self.uses.do.end_mandate(request, call)

    @rpc
    def contest_mandate(self, request: m.ContestMandate, call: Call) -> Done:
        return self.uses.do.contest_mandate(request, call)

    @rpc
    def list_mandates(self, request: m.ListMandates, call: Call) -> m.Mandates:
        return self.uses.do.list_mandates(request, call)

    @rpc
    def choose_emergency(self, request: e.ChooseEmergency, call: Call) -> Done:
        return self.uses.do.choose_emergency(request, call)

    @rpc
    def open_emergency(self, request: e.OpenEmergency, call: Call) -> Done:
        return self.uses.do.open_emergency(request, call)

    @rpc
    def review_emergency(self, request: e.ReviewEmergency, call: Call) -> Done:
        return self.uses.do.review_emergency(request, call)

    @rpc
    def contest_emergency(self, request: e.ContestEmergency, call: Call) -> Done:
        return self.uses.do.contest_emergency(request, call)

    @rpc
    def list_emergencies(self, request: e.ListEmergencies, call: Call) -> e.Emergencies:
        return self.uses.do.list_emergencies(request, call)

    @rpc
    def list_verifications(self, request: e.ListVerifications, call: Call) -> e.Verifications:
        return self.uses.do.list_verifications(request, call)

    @rpc
    def list_notices(self, request: n.ListNotices, call: Call) -> n.Notices:
        return self.uses.do.list_notices(request, call)

    @rpc
    def settle_notice(self, request: n.SettleNotice, call: Call) -> Done:
        return self.uses.do.settle_notice(request, call)
