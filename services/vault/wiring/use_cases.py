"""Every use case of the vault, made once from the ground that each area stands on."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.wiring.agenda import Agenda, agenda_of
from services.vault.wiring.calendar import Calendar, calendar_of
from services.vault.wiring.consents import Consents, consents_of
from services.vault.wiring.erasing import Endings, endings_of
from services.vault.wiring.folders import Folders, folders_of
from services.vault.wiring.ground import Ground
from services.vault.wiring.groups import Groups, groups_of
from services.vault.wiring.notebook import Notebook, notebook_of
from services.vault.wiring.pages import Pages, pages_of
from services.vault.wiring.paper_life import PaperLife, paper_life_of
from services.vault.wiring.papers import Papers, papers_of
from services.vault.wiring.project import Projects, projects_of
from services.vault.wiring.proofs import Proofs, proofs_of
from services.vault.wiring.protection import Protection, protection_of
from services.vault.wiring.reception import Reception, reception_of
from services.vault.wiring.recovery import Recovery, recovery_of
from services.vault.wiring.recurring_groups import RecurringGroups, recurring_groups_of
from services.vault.wiring.series import SeriesOfAppointments, series_of_appointments_of
from services.vault.wiring.trust import Trust, trust_of
from services.vault.wiring.uploads import Uploads, uploads_of
from services.vault.wiring.waiting import Waitings, waitings_of


@dataclass(frozen=True)
class UseCases(
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
    """All of them, by the name of the call."""


def use_cases_of(ground: Ground) -> UseCases:
    """Put each use case on what it needs."""
    areas = (
        consents_of(ground),
        papers_of(ground),
        uploads_of(ground),
        pages_of(ground),
        paper_life_of(ground),
        folders_of(ground),
        reception_of(ground),
        calendar_of(ground),
        series_of_appointments_of(ground),
        groups_of(ground),
        recurring_groups_of(ground),
        agenda_of(ground),
        protection_of(ground),
        notebook_of(ground),
        projects_of(ground),
        trust_of(ground),
        proofs_of(ground),
        endings_of(ground),
        recovery_of(ground),
        waitings_of(ground),
    )
    return UseCases(**{name: case for area in areas for name, case in vars(area).items()})
