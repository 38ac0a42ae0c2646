"""Sending what is due: claim it, ask the vault how to reach the person, say the time, record what
became of it.

The claim is stored before anything is sent and the message id never changes: a worker that dies between
the two
is taken over after CLAIM_LASTS, and the provider sends one message for one id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notifications.application.follow_appointments import MYSELF
from services.notifications.application.ports import Due, SmsLaterError, SmsRefusedError, Uses
from services.notifications.domain.due import is_quiet, too_late
from services.notifications.domain.gsm import Counted, count
from services.notifications.domain.reminder import AppointmentReminders, Planned, reminder_id
from services.notifications.domain.wording import alert_text, paper_text, reminder_text
from shared.contracts.shapes import Done
from shared.contracts.vault_alerts import alerted
from shared.contracts.vault_appointments import Reach
from shared.eventstore.change import Change
from shared.problems import Problem
from shared.rpc.call import Call

BATCH_REMINDERS = 50  # looked at in one scan; the next scan takes the following ones


def send_due_reminders(uses: Uses) -> int:
    """One scan. Returns how many reminders were dealt with (sent, failed or dropped)."""
    now = uses.clock.now()
    return sum(_send(uses, due, now) for due in uses.due.find_due(now, BATCH_REMINDERS))


def _send(uses: Uses, due: Due, now: datetime) -> bool:
    planned = _claimed(uses, due, now)
    if planned is None:
        return False
    about = alerted(due.appointment_id)
    if about is not None and about[0] == "opening":  # its sender died: the code was kept nowhere
        _record(uses, due, lambda r: r.drop("interrupted", due.lead_hours))
        return True
    try:
        vault_id = _load(uses, due).vault_id
        reach = uses.reaches.get_reach(vault_id, due.appointment_id)
    except Problem:
        return False  # the claim lapses and the reminder is tried again
    reason = _reason_not_to(planned, reach, now, alert=about is not None)
    if reason:
        _record(uses, due, lambda r: r.drop(reason, due.lead_hours))
        return True
    return _deliver(uses, due, reach, _message(planned, reach, uses.pages_url))


def _deliver(uses: Uses, due: Due, reach: Reach, message: Counted) -> bool:
    message_id = f"{reminder_id(due.appointment_id, due.lead_hours)}/{reach.starts_at:%Y%m%dT%H%M}"
    try:
        uses.provider.send(message_id, reach.phone, message.text, message.parts)
    except SmsLaterError:
        return False
    except SmsRefusedError as refused:
        why = refused.reason
        _record(uses, due, lambda r: r.failed(due.lead_hours, why))
        return True
    _record(uses, due, lambda r: r.sent(due.lead_hours, uses.provider.name, message.parts))
    return True


def _claimed(uses: Uses, due: Due, now: datetime) -> Planned | None:
    """The reminder, claimed for this worker; None when it is not ours to send now."""
    mine: list[Planned] = []

    def work() -> Change:
        mine.clear()
        reminders = _load(uses, due)
        reminder = reminders.reminders.get(due.lead_hours)
        if reminder is None or reminder.due_at > now:
            return Change(Done())
        wait = alerted(due.appointment_id) is None and is_quiet(now, reminder.zone)
        if wait and not too_late(now, reminder.starts_at):
            return Change(Done())
        if reminders.claim(due.lead_hours, now):
            mine.append(reminder)
        return Change(Done(), (reminders,))

    uses.log.command(Call(actor=MYSELF), Done, work)
    return mine[0] if mine else None


def _reason_not_to(planned: Planned, reach: Reach, now: datetime, *, alert: bool) -> str:
    if not reach.live:
        return "cancelled"
    if too_late(now, planned.starts_at):
        return "too_late"
    if not alert and reach.starts_at != planned.starts_at:
        return "moved"
    return "" if reach.phone else "unreachable"


def _message(planned: Planned, reach: Reach, pages_url: str) -> Counted:
    if reach.about in ("emergency", "recovery"):
        address = f"{pages_url}{reach.refusal_path}" if pages_url and reach.refusal_path else ""
        return count(alert_text(reach.language, reach.about, address))
    if reach.about == "paper":
        return count(paper_text(reach.language, reach.place_name))
    local = planned.starts_at.astimezone(ZoneInfo(planned.zone))
    return count(reminder_text(reach.language, local, reach.place_name))


def _load(uses: Uses, due: Due) -> AppointmentReminders:
    return uses.log.load(AppointmentReminders, AppointmentReminders.create_id(due.appointment_id))


def _record(uses: Uses, due: Due, act: Callable[[AppointmentReminders], None]) -> None:
    def work() -> Change:
        reminders = _load(uses, due)
        act(reminders)
        return Change(Done(), (reminders,))

    uses.log.command(Call(actor=MYSELF), Done, work)
