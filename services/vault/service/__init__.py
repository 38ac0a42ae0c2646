"""The vault's table of contents: what can be asked of it, by area."""

from __future__ import annotations

from services.vault.service.agenda import Agenda
from services.vault.service.calendar import Calendar
from services.vault.service.consents import Consents
from services.vault.service.endings import Endings
from services.vault.service.folders import Folders
from services.vault.service.groups import Groups
from services.vault.service.notebook import Notebook
from services.vault.service.pages import Pages
from services.vault.service.paper_life import PaperLife
from services.vault.service.papers import Papers
from services.vault.service.project import Projects
from services.vault.service.proofs import Proofs
from services.vault.service.protection import Protection
from services.vault.service.reception import Reception
from services.vault.service.recovery import Recovery
from services.vault.service.recurring_groups import RecurringGroups
from services.vault.service.series import SeriesOfAppointments
from services.vault.service.trust import Trust
from services.vault.service.uploads import Uploads
from services.vault.service.waiting import Waitings
from services.vault.wiring import build
from shared.rpc.methods import wired


class VaultService(
    Consents,
    Papers,
    Uploads,
    Pages,
    PaperLife,
    Folders,
    Reception,
    Calendar,
    SeriesOfAppointments,
    Groups,
    RecurringGroups,
    Agenda,
    Notebook,
    Projects,
    Protection,
    Trust,
    Proofs,
    Endings,
    Recovery,
    Waitings,
):
    """A person's papers, appointments and consents, and the log of who did what."""

    name = "vault"
    uses = wired(build)
