"""The use cases of mandates and emergencies, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.log_ends import SqlLogEnds
from services.vault.application.attach_decision import AttachDecision
from services.vault.application.choose_emergency import ChooseEmergency
from services.vault.application.confirm_mandate import ConfirmMandate
from services.vault.application.contest_emergency import ContestEmergency
from services.vault.application.contest_mandate import ContestMandate
from services.vault.application.end_mandate import EndMandate
from services.vault.application.list_emergencies import ListEmergencies
from services.vault.application.list_mandates import ListMandates
from services.vault.application.list_notices import ListNotices
from services.vault.application.list_verifications import ListVerifications
from services.vault.application.open_emergency import OpenEmergency
from services.vault.application.open_represented_vault import OpenRepresentedVault
from services.vault.application.open_vault import OpenVault
from services.vault.application.record_mandate import RecordMandate
from services.vault.application.review_emergency import ReviewEmergency
from services.vault.application.settle_notice import SettleNotice
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Protection:
    record_mandate: RecordMandate
    open_represented_vault: OpenRepresentedVault
    attach_decision: AttachDecision
    confirm_mandate: ConfirmMandate
    end_mandate: EndMandate
    contest_mandate: ContestMandate
    list_mandates: ListMandates
    choose_emergency: ChooseEmergency
    open_emergency: OpenEmergency
    review_emergency: ReviewEmergency
    contest_emergency: ContestEmergency
    list_emergencies: ListEmergencies
    list_verifications: ListVerifications
    list_notices: ListNotices
    settle_notice: SettleNotice


def protection_of(ground: Ground) -> Protection:
    log, gate = ground.log, ground.gate
    return Protection(
        record_mandate=RecordMandate(log, gate),
        open_represented_vault=OpenRepresentedVault(OpenVault(log, gate, ground.keys)),
        attach_decision=AttachDecision(log, gate),
        confirm_mandate=ConfirmMandate(log, gate),
        end_mandate=EndMandate(log, gate),
        contest_mandate=ContestMandate(log, gate),
        list_mandates=ListMandates(log, gate),
        choose_emergency=ChooseEmergency(log, gate),
        open_emergency=OpenEmergency(log, gate),
        review_emergency=ReviewEmergency(log, gate),
        contest_emergency=ContestEmergency(log, gate),
        list_emergencies=ListEmergencies(log, gate),
        list_verifications=ListVerifications(log, gate, ground.verifications),
        list_notices=ListNotices(log, gate, SqlLogEnds(ground.database.events)),
        settle_notice=SettleNotice(log, gate),
    )
