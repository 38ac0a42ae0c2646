"""The vault's table of contents: what can be asked of it."""

from __future__ import annotations

from services.vault.wiring import build
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts.shapes import Done, FeedPage
from shared.rpc.call import Call
from shared.rpc.methods import rpc, wired


class VaultService:
    """A person's papers, appointments and consents, and the log of who did what."""

    name = "vault"
    uses = wired(build)

    @rpc
    def open_vault(self, request: v.OpenVault, call: Call) -> Done:
        return self.uses.do.open_vault(request, call)

    @rpc
    def set_reach(self, request: v.SetReach, call: Call) -> Done:
        return self.uses.do.set_reach(request, call)

    @rpc
    def get_vault(self, request: v.GetVault, call: Call) -> v.Vault:
        return self.uses.do.get_vault(request, call)

    @rpc
    def list_follow_ups(self, request: v.ListFollowUps, call: Call) -> v.FollowUps:
        return self.uses.do.list_follow_ups(request, call)

    @rpc
    def request_consent(self, request: v.RequestConsent, call: Call) -> Done:
        return self.uses.do.request_consent(request, call)

    @rpc
    def grant_consent(self, request: v.GrantConsent, call: Call) -> Done:
        return self.uses.do.grant_consent(request, call)

    @rpc
    def refuse_consent(self, request: v.RefuseConsent, call: Call) -> Done:
        return self.uses.do.refuse_consent(request, call)

    @rpc
    def revoke_consent(self, request: v.RevokeConsent, call: Call) -> Done:
        return self.uses.do.revoke_consent(request, call)

    @rpc
    def begin_deposit(self, request: v.BeginDeposit, call: Call) -> v.DepositTicket:
        return self.uses.do.begin_deposit(request, call)

    @rpc
    def deposit_document(self, request: v.DepositDocument, call: Call) -> v.Document:
        return self.uses.do.deposit_document(request, call)

    @rpc
    def open_document(self, request: v.OpenDocument, call: Call) -> v.ReadTicket:
        return self.uses.do.open_document(request, call)

    @rpc
    def list_documents(self, request: v.ListDocuments, call: Call) -> v.Documents:
        return self.uses.do.list_documents(request, call)

    @rpc
    def schedule_appointment(self, request: a.ScheduleAppointment, call: Call) -> a.Appointment:
        return self.uses.do.schedule_appointment(request, call)

    @rpc
    def move_appointment(self, request: a.MoveAppointment, call: Call) -> a.Appointment:
        return self.uses.do.move_appointment(request, call)

    @rpc
    def cancel_appointment(self, request: a.CancelAppointment, call: Call) -> Done:
        return self.uses.do.cancel_appointment(request, call)

    @rpc
    def list_appointments(self, request: a.ListAppointments, call: Call) -> a.Appointments:
        return self.uses.do.list_appointments(request, call)

    @rpc
    def get_reach(self, request: a.GetReach, call: Call) -> a.Reach:
        return self.uses.do.get_reach(request, call)

    @rpc
    def read_access_log(self, request: v.ReadAccessLog, call: Call) -> v.AccessLog:
        return self.uses.do.read_access_log(request, call)

    @rpc
    def export_vault(self, request: v.ExportVault, call: Call) -> v.ReadTicket:
        return self.uses.do.export_vault(request, call)

    @rpc
    def erase_vault(self, request: v.EraseVault, call: Call) -> Done:
        return self.uses.do.erase_vault(request, call)

    @rpc
    def read_facts(self, request: v.ReadFacts, call: Call) -> FeedPage:
        return self.uses.do.read_facts(request, call)
