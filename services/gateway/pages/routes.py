"""Every page."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from services.gateway.pages.acts import ActPages, VerifyingPages
from services.gateway.pages.agenda import AgendaFeed, AgendaPages
from services.gateway.pages.calendar import CalendarPages
from services.gateway.pages.contacts import ContactPages
from services.gateway.pages.door import Door
from services.gateway.pages.drafts import DraftPages
from services.gateway.pages.expiry import ExpiryPages
from services.gateway.pages.filing import FilingPages
from services.gateway.pages.first_use import FirstUsePages
from services.gateway.pages.folders import FolderPages
from services.gateway.pages.follow_up import FollowUpsOfProfessionals, FollowUpsOfThePerson
from services.gateway.pages.groups import GroupPages
from services.gateway.pages.holder import HolderPages
from services.gateway.pages.home import find_person, home
from services.gateway.pages.leaving import LeavingPages
from services.gateway.pages.links import LinkPages, VisitorPages
from services.gateway.pages.many_vaults import ManyVaultsPages
from services.gateway.pages.notes import NotePages
from services.gateway.pages.opening import OpeningPages
from services.gateway.pages.operator import Operator
from services.gateway.pages.organisations import OrganisationPages
from services.gateway.pages.own_secret import OwnSecretPages
from services.gateway.pages.paper_files import PaperFilePages
from services.gateway.pages.person_contacts import PersonContactPages
from services.gateway.pages.places import PlacePages
from services.gateway.pages.project import ProjectPages
from services.gateway.pages.protection import ProtectionPages
from services.gateway.pages.receipts import ReceiptPages
from services.gateway.pages.reception import ReceptionPages
from services.gateway.pages.recovery import RecoveryPages
from services.gateway.pages.recurring_groups import RecurringGroupPages
from services.gateway.pages.remote import ComingIn, RemotePages
from services.gateway.pages.represented import RepresentedPages
from services.gateway.pages.series import SeriesPages
from services.gateway.pages.sharing import SharingPages
from services.gateway.pages.static import static_file
from services.gateway.pages.uploads import UploadPages
from services.gateway.pages.vault import VaultPages
from services.gateway.pages.verifier import verifier
from services.gateway.pages.way_back import MessagePages, RefusalPages, WitnessPages
from services.gateway.pages.who_sees import WhoSeesPages

PAGES: tuple[ControllerRouterHandler, ...] = (
    home,
    find_person,
    static_file,
    verifier,
    Door,
    PlacePages,
    ContactPages,
    OrganisationPages,
    OpeningPages,
    ManyVaultsPages,
    FirstUsePages,
    RemotePages,
    OwnSecretPages,
    ComingIn,
    VaultPages,
    RepresentedPages,
    PaperFilePages,
    FolderPages,
    FilingPages,
    UploadPages,
    DraftPages,
    LinkPages,
    ExpiryPages,
    ActPages,
    VerifyingPages,
    ReceptionPages,
    VisitorPages,
    CalendarPages,
    SeriesPages,
    AgendaPages,
    AgendaFeed,
    GroupPages,
    RecurringGroupPages,
    NotePages,
    PersonContactPages,
    ProjectPages,
    HolderPages,
    SharingPages,
    WhoSeesPages,
    ProtectionPages,
    ReceiptPages,
    RecoveryPages,
    WitnessPages,
    RefusalPages,
    MessagePages,
    FollowUpsOfThePerson,
    FollowUpsOfProfessionals,
    LeavingPages,
    Operator,
)
