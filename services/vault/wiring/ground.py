"""What every area of use cases stands on: the log, the gate, keys, files, views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.vault.adapters.appointment_view import AppointmentView
from services.vault.adapters.deposit_tickets import SqlTickets
from services.vault.adapters.drafts import SqlDrafts
from services.vault.adapters.export_archives import SqlExports
from services.vault.adapters.follow_up_view import FollowUpView
from services.vault.adapters.group_view import GroupView
from services.vault.adapters.log_signer import LogSigner
from services.vault.adapters.log_witnesses import KnownWitnesses
from services.vault.adapters.part_view import PartView
from services.vault.adapters.purge import SqlViews
from services.vault.adapters.uploads import SqlUploads
from services.vault.adapters.verification_view import VerificationView
from services.vault.application.gate import Gate
from services.vault.application.ports import ErasableKeys, Intake
from services.vault.domain.room import Room
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.eventstore.database import Database
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.log import EventLog


@dataclass(frozen=True)
class Ground:
    """Made once from settings (or by tests)."""

    gate: Gate
    keys: ErasableKeys
    erased_list: ErasedList
    backups_kept: timedelta
    database: Database
    blobs: BlobStore
    intake: Intake
    sign: LogSigner
    witnesses: KnownWitnesses
    follow_ups: FollowUpView
    appointments: AppointmentView
    groups: GroupView
    parts: PartView
    room: Room
    verifications: VerificationView

    @property
    def log(self) -> EventLog:
        return self.gate.log

    @property
    def clock(self) -> Clock:
        return self.gate.clock

    @property
    def read_models(
        self,
    ) -> Sequence[FollowUpView | AppointmentView | GroupView | PartView | VerificationView]:
        """Every view made from the vault's events."""
        return (self.follow_ups, self.appointments, self.groups, self.parts, self.verifications)

    @property
    def tickets(self) -> SqlTickets:
        return SqlTickets(self.database.views, self.keys)

    @property
    def drafts(self) -> SqlDrafts:
        return SqlDrafts(self.database.views, self.keys)

    @property
    def uploads(self) -> SqlUploads:
        return SqlUploads(self.database.views, self.keys)

    @property
    def exports(self) -> SqlExports:
        return SqlExports(self.database.views)

    @property
    def views(self) -> SqlViews:
        return SqlViews(self.database.views, list(self.read_models))
