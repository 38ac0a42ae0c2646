"""Every use case of the vault, made once from the ports that each needs."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.appointment_view import AppointmentView
from services.vault.adapters.deposit_tickets import SqlTickets
from services.vault.adapters.export import write_export
from services.vault.adapters.export_archives import SqlExports
from services.vault.adapters.follow_up_view import FollowUpView
from services.vault.adapters.log_ends import SqlLogEnds
from services.vault.adapters.purge import SqlViews
from services.vault.application.begin_deposit import BeginDeposit
from services.vault.application.cancel_appointment import CancelAppointment
from services.vault.application.collect_leftovers import CollectLeftovers
from services.vault.application.deposit_document import DepositDocument
from services.vault.application.erase_vault import EraseVault
from services.vault.application.export_vault import ExportVault
from services.vault.application.gate import Gate
from services.vault.application.gather_export import GatherExport
from services.vault.application.get_reach import GetReach
from services.vault.application.get_vault import GetVault
from services.vault.application.grant_consent import GrantConsent
from services.vault.application.keep_files import KeepFiles
from services.vault.application.list_appointments import ListAppointments
from services.vault.application.list_documents import ListDocuments
from services.vault.application.list_follow_ups import ListFollowUps
from services.vault.application.move_appointment import MoveAppointment
from services.vault.application.open_document import OpenDocument
from services.vault.application.open_vault import OpenVault
from services.vault.application.ports import Intake, SignLog
from services.vault.application.read_access_log import ReadAccessLog
from services.vault.application.read_facts import ReadFacts
from services.vault.application.refuse_consent import RefuseConsent
from services.vault.application.request_consent import RequestConsent
from services.vault.application.revoke_consent import RevokeConsent
from services.vault.application.schedule_appointment import ScheduleAppointment
from services.vault.application.set_reach import SetReach
from shared.blobs import BlobStore, new_document_key
from shared.eventstore.database import Database
from shared.eventstore.key_port import Keys


@dataclass(frozen=True)
class UseCases:
    open_vault: OpenVault
    set_reach: SetReach
    get_vault: GetVault
    list_follow_ups: ListFollowUps
    request_consent: RequestConsent
    grant_consent: GrantConsent
    refuse_consent: RefuseConsent
    revoke_consent: RevokeConsent
    begin_deposit: BeginDeposit
    deposit_document: DepositDocument
    open_document: OpenDocument
    list_documents: ListDocuments
    schedule_appointment: ScheduleAppointment
    move_appointment: MoveAppointment
    cancel_appointment: CancelAppointment
    list_appointments: ListAppointments
    get_reach: GetReach
    read_access_log: ReadAccessLog
    read_facts: ReadFacts
    export_vault: ExportVault
    erase_vault: EraseVault
    collect_leftovers: CollectLeftovers


def use_cases_of(
    gate: Gate,
    keys: Keys,
    database: Database,
    follow_ups: FollowUpView,
    appointments: AppointmentView,
    blobs: BlobStore,
    intake: Intake,
    sign: SignLog,
) -> UseCases:
    """Put each use case on what it needs."""
    log, clock = gate.log, gate.clock
    tickets, exports = SqlTickets(database.views, keys), SqlExports(database.views)
    gather = GatherExport(log, blobs, appointments, sign)
    views = SqlViews(database.views, [follow_ups, appointments])
    return UseCases(
        open_vault=OpenVault(log, gate, keys),
        set_reach=SetReach(log, gate),
        get_vault=GetVault(log, gate),
        list_follow_ups=ListFollowUps(log, gate, follow_ups),
        request_consent=RequestConsent(log, gate),
        grant_consent=GrantConsent(log, gate),
        refuse_consent=RefuseConsent(log, gate),
        revoke_consent=RevokeConsent(log, gate),
        begin_deposit=BeginDeposit(log, gate, tickets, new_document_key),
        deposit_document=DepositDocument(log, gate, tickets, KeepFiles(blobs, intake)),
        open_document=OpenDocument(log, gate),
        list_documents=ListDocuments(log, gate),
        schedule_appointment=ScheduleAppointment(log, gate),
        move_appointment=MoveAppointment(log, gate),
        cancel_appointment=CancelAppointment(log, gate),
        list_appointments=ListAppointments(log, gate, appointments),
        get_reach=GetReach(log),
        read_access_log=ReadAccessLog(log, gate, SqlLogEnds(database.events)),
        read_facts=ReadFacts(log),
        export_vault=ExportVault(log, gate, blobs, exports, gather, write_export, new_document_key),
        erase_vault=EraseVault(log, gate, keys, blobs, tickets, exports, views),
        collect_leftovers=CollectLeftovers(log, clock, blobs, tickets, exports),
    )
