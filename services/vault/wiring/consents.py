"""The use cases of consent, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.admit_member import AdmitMember
from services.vault.application.except_member import ExceptMember
from services.vault.application.get_vault import GetVault
from services.vault.application.grant_consent import GrantConsent
from services.vault.application.hand_over_follow_up import HandOverFollowUp
from services.vault.application.list_follow_up_members import ListFollowUpMembers
from services.vault.application.list_follow_ups import ListFollowUps
from services.vault.application.open_vault import OpenVault
from services.vault.application.propose_renewal import ProposeRenewal
from services.vault.application.refuse_consent import RefuseConsent
from services.vault.application.renew_consent import RenewConsent
from services.vault.application.request_consent import RequestConsent
from services.vault.application.reshare_consent import ReshareConsent
from services.vault.application.revoke_consent import RevokeConsent
from services.vault.application.set_reach import SetReach
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Consents:
    open_vault: OpenVault
    set_reach: SetReach
    get_vault: GetVault
    list_follow_ups: ListFollowUps
    request_consent: RequestConsent
    grant_consent: GrantConsent
    refuse_consent: RefuseConsent
    revoke_consent: RevokeConsent
    admit_member: AdmitMember
    except_member: ExceptMember
    hand_over_follow_up: HandOverFollowUp
    list_follow_up_members: ListFollowUpMembers
    propose_renewal: ProposeRenewal
    renew_consent: RenewConsent
    reshare_consent: ReshareConsent


def consents_of(ground: Ground) -> Consents:
    log, gate = ground.log, ground.gate
    return Consents(
        open_vault=OpenVault(log, gate, ground.keys),
        set_reach=SetReach(log, gate),
        get_vault=GetVault(log, gate),
        list_follow_ups=ListFollowUps(log, gate, ground.follow_ups),
        request_consent=RequestConsent(log, gate),
        grant_consent=GrantConsent(log, gate),
        refuse_consent=RefuseConsent(log, gate),
        revoke_consent=RevokeConsent(log, gate),
        admit_member=AdmitMember(log, gate),
        except_member=ExceptMember(log, gate),
        hand_over_follow_up=HandOverFollowUp(log, gate),
        list_follow_up_members=ListFollowUpMembers(log, gate),
        propose_renewal=ProposeRenewal(log, gate),
        renew_consent=RenewConsent(log, gate),
        reshare_consent=ReshareConsent(log, gate),
    )
