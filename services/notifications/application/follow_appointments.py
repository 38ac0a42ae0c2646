"""Hearing the vault: an appointment scheduled plans reminders, moved or reminded at other hours plans them
again, cancelled drops them; an emergency, or somebody asking to replace card and PIN, is told at once.

Each fact becomes one command whose key is the fact's place in the feed: heard twice, done once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.notifications.application.ports import Uses
from services.notifications.domain.reminder import AppointmentReminders
from shared.contracts.shapes import Done, PublishedFact
from shared.contracts.vault_alerts import TOLD_WITHIN, alert_name
from shared.contracts.vault_appointment_facts import AppointmentRemindersChosen
from shared.contracts.vault_expiry import REMINDED_AT, paper_reminder
from shared.contracts.vault_facts import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentScheduled,
    EmergencyAccessOpened,
    PaperExpiryForgotten,
    PaperExpiryNoted,
    VaultErased,
)
from shared.contracts.vault_recovery_facts import RecoveryAsked
from shared.eventstore.change import Change
from shared.rpc.call import Actor, Call

MYSELF = Actor(id="service:notifications", kind="service")


def follow_fact(uses: Uses, fact: PublishedFact) -> None:
    """Apply one fact of the vault's feed; facts of which nobody is reminded or told are passed over."""
    if fact.is_a(AppointmentScheduled, AppointmentMoved, AppointmentRemindersChosen):
        _command(uses, fact, lambda: _plan(uses, fact))
    elif fact.is_a(AppointmentCancelled):
        cancelled = fact.read(AppointmentCancelled)
        _command(uses, fact, lambda: _drop(uses, [cancelled.appointment_id], "cancelled"))
    elif fact.is_a(PaperExpiryNoted):
        _command(uses, fact, lambda: _plan_paper(uses, fact))
    elif fact.is_a(PaperExpiryForgotten):
        paper = paper_reminder(fact.read(PaperExpiryForgotten).document_id)
        _command(uses, fact, lambda: _drop(uses, [paper], "cancelled"))
    elif fact.is_a(EmergencyAccessOpened):
        opened = fact.read(EmergencyAccessOpened)
        name = alert_name("emergency", opened.emergency_id)
        _command(uses, fact, lambda: _alert(uses, fact, name))
    elif fact.is_a(RecoveryAsked):
        name = alert_name("recovery", fact.read(RecoveryAsked).recovery_id)
        _command(uses, fact, lambda: _alert(uses, fact, name))
    elif fact.is_a(VaultErased):
        appointments = uses.due.find_of_vault(fact.subject)
        _command(uses, fact, lambda: _drop(uses, appointments, "erased"))


def _command(uses: Uses, fact: PublishedFact, work: Callable[[], Change]) -> None:
    place = f"vault/{fact.position}/{fact.recorded_at.isoformat()}"  # a restored feed may reuse a position
    uses.log.command(Call(actor=MYSELF, key=place, digest=place), Done, work)


def _plan_paper(uses: Uses, fact: PublishedFact) -> Change:
    """The end of a paper is reminded as an appointment of its last day would be, days before."""
    said = fact.read(PaperExpiryNoted)
    return _planned(
        uses,
        fact,
        AppointmentScheduled(
            vault_id=said.vault_id,
            appointment_id=paper_reminder(said.document_id),
            starts_local=f"{said.expires_on}T{REMINDED_AT}",
            zone=said.zone,
            lead_hours=[24 * days for days in said.lead_days],
        ),
    )


def _plan(uses: Uses, fact: PublishedFact) -> Change:
    return _planned(uses, fact, fact.read(AppointmentScheduled))


def _planned(uses: Uses, fact: PublishedFact, said: AppointmentScheduled) -> Change:
    reminders = uses.log.find(AppointmentReminders, AppointmentReminders.create_id(said.appointment_id))
    if reminders is None:
        reminders = AppointmentReminders(appointment_id=said.appointment_id, vault_id=said.vault_id)
    reminders.plan(said.starts_local, said.zone, said.lead_hours, fact.recorded_at)
    return Change(Done(id=said.appointment_id), (reminders,))


def _alert(uses: Uses, fact: PublishedFact, name: str) -> Change:
    """The person is told at once: what happens now is no reminder, and quiet hours are not for it."""
    reminders = uses.log.find(AppointmentReminders, AppointmentReminders.create_id(name))
    if reminders is None:
        reminders = AppointmentReminders(appointment_id=name, vault_id=fact.subject)
    reminders.alert(fact.recorded_at, fact.recorded_at + TOLD_WITHIN)
    return Change(Done(id=name), (reminders,))


def _drop(uses: Uses, appointments: Sequence[str], reason: str) -> Change:
    found = []
    for appointment_id in appointments:
        reminders = uses.log.find(AppointmentReminders, AppointmentReminders.create_id(appointment_id))
        if reminders is not None:
            reminders.drop(reason)
            found.append(reminders)
    return Change(Done(), found)
