"""Every resource of the API, under /api/v1."""

from __future__ import annotations

from litestar import Router

from services.gateway.api.accounts import Accounts
from services.gateway.api.appointments import AppointmentsApi
from services.gateway.api.batches import BatchesApi
from services.gateway.api.calendar import CalendarApi
from services.gateway.api.consents import Consents
from services.gateway.api.documents import DocumentsApi
from services.gateway.api.drafts import DraftsApi
from services.gateway.api.feed import Feed
from services.gateway.api.folders import FoldersApi
from services.gateway.api.follow_ups import FollowUpsApi, withdraw_document
from services.gateway.api.groups import GroupsApi
from services.gateway.api.links import LinkOpenings, PaperLinksApi
from services.gateway.api.log import LogProofs
from services.gateway.api.notes import NotesApi, PersonContactsApi
from services.gateway.api.organisations import OrganisationsApi
from services.gateway.api.paper_life import PaperLifeApi
from services.gateway.api.places import Places, Register
from services.gateway.api.professionals import Contacts, Professionals
from services.gateway.api.project import ProjectApi
from services.gateway.api.protection import EmergenciesApi, Mandated, represented, verifications
from services.gateway.api.reception import ReceptionApi
from services.gateway.api.recovery import RecoveriesApi, RecoveryApi, recovery_stops
from services.gateway.api.recurring_groups import RecurringGroupsApi
from services.gateway.api.remote import RemoteApi
from services.gateway.api.series import SeriesApi
from services.gateway.api.uploads import UploadsApi
from services.gateway.api.vaults import Vaults
from services.gateway.edge.entity_tag import EntityTags

API_PATH = "/api/v1"
BODY_MAX_BYTES = 65_536  # JSON bodies; uploads have their own limit
RESOURCES = (
    Accounts, Places, Register, OrganisationsApi, Professionals, Contacts, Vaults, Consents, FollowUpsApi,
    withdraw_document, DocumentsApi, UploadsApi, DraftsApi, FoldersApi,
    PaperLifeApi, PaperLinksApi, LinkOpenings, ReceptionApi, AppointmentsApi, SeriesApi, GroupsApi,
    RecurringGroupsApi, CalendarApi, NotesApi,
    PersonContactsApi, ProjectApi,
    BatchesApi, RemoteApi, LogProofs, Feed, Mandated, EmergenciesApi, verifications, represented, RecoveryApi,
    RecoveriesApi, recovery_stops,
)  # fmt: skip


def api_router() -> Router:
    """The API as one router."""
    return Router(
        API_PATH, route_handlers=RESOURCES, request_max_body_size=BODY_MAX_BYTES, middleware=[EntityTags]
    )
