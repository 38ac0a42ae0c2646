"""The vault's public fact of an appointment that is reminded at other hours than before."""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.vault_facts import AppointmentScheduled


class AppointmentRemindersChosen(AppointmentScheduled, frozen=True, kw_only=True):
    """The appointment is reminded `lead_hours` before, no more as told earlier; all of it told anew."""

    TYPE: ClassVar[str] = "vault.appointment_reminders_chosen"
