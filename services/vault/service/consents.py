"""Who comes in: opening, being reached, asking, granting, refusing, withdrawing; and what becomes of it."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault as v
from shared.contracts import vault_consents as c
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Consents:
    uses: VaultWiring

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
    def renew_consent(self, request: c.RenewConsent, call: Call) -> Done:
        return self.uses.do.renew_consent(request, call)

    @rpc
    def propose_renewal(self, request: c.ProposeRenewal, call: Call) -> Done:
        return self.uses.do.propose_renewal(request, call)

    @rpc
    def reshare_consent(self, request: c.ReshareConsent, call: Call) -> Done:
        return self.uses.do.reshare_consent(request, call)

    @rpc
    def except_member(self, request: c.ExceptMember, call: Call) -> Done:
        return self.uses.do.except_member(request, call)

    @rpc
    def admit_member(self, request: c.AdmitMember, call: Call) -> Done:
        return self.uses.do.admit_member(request, call)

    @rpc
    def list_follow_up_members(self, request: c.ListFollowUpMembers, call: Call) -> c.FollowUpMembers:
        return self.uses.do.list_follow_up_members(request, call)

    @rpc
    def hand_over_follow_up(self, request: c.HandOverFollowUp, call: Call) -> Done:
        return self.uses.do.hand_over_follow_up(request, call)
