"""The one-time code of a vault prepared from afar, sent to its person's mobile while they are on the phone.

Not a reminder: it leaves at once, at any hour, and is worth nothing when late. The text is neither stored nor
tried again: who prepared the vault sees that it did not leave, and reads the code aloud. What is kept is
what is kept of every message: its id, when, by whom it was carried, in how many parts.
"""

from __future__ import annotations

from collections.abc import Callable

from services.notifications.application.follow_appointments import MYSELF
from services.notifications.application.ports import SmsLaterError, SmsRefusedError, Uses
from services.notifications.domain.gsm import count
from services.notifications.domain.reminder import NOW_LEAD, AppointmentReminders, reminder_id
from services.notifications.domain.wording import opening_text
from shared.contracts.notifications import SendOpeningCode
from shared.contracts.shapes import Done
from shared.contracts.vault_alerts import alert_name
from shared.eventstore.change import Change
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Call

SECONDS_PER_MINUTE = 60


def send_opening_code(uses: Uses, request: SendOpeningCode, call: Call) -> Done:
    """Asked twice for one code, sent once. Raises NotAllowed, NotFound for who did not prepare the vault or
    once its person came, Refused `code_over`, `no_mobile`, `message_not_sent`, Unavailable.
    """
    if call.actor.kind != "professional" or not call.actor.verified:
        raise NotAllowed("not_for_you", "Seul un professionnel vérifié peut envoyer ce code.")
    minutes = int((request.ends_at - uses.clock.now()).total_seconds()) // SECONDS_PER_MINUTE
    if minutes < 1:
        raise Refused("code_over", "Ce code est terminé : faites-en un autre.")
    reach = uses.reaches.get_reach(request.vault_id, alert_name("opening", call.actor.id))
    if not reach.live:
        raise NotFound("code_gone", "Ce code a servi, ou n'est pas à vous.")
    if not reach.phone:
        raise Refused(
            "no_mobile", "Aucun numéro de mobile n'est noté pour cette personne : lisez-lui le code."
        )
    name = alert_name("opening", request.code_id)
    if not _claimed(uses, name, request):
        return _as_it_was(uses, name)
    address = f"{uses.pages_url}/ouvrir" if uses.pages_url else ""
    message = count(opening_text(reach.language, request.code, minutes, address))
    try:
        uses.provider.send(f"{reminder_id(name, NOW_LEAD)}", reach.phone, message.text, message.parts)
    except (SmsLaterError, SmsRefusedError) as why:
        reason = why.reason if isinstance(why, SmsRefusedError) else "provider_down"
        _record(uses, name, lambda r: r.failed(NOW_LEAD, reason))
        raise _not_sent() from None
    _record(uses, name, lambda r: r.sent(NOW_LEAD, uses.provider.name, message.parts))
    return Done(id=name)


def _claimed(uses: Uses, name: str, request: SendOpeningCode) -> bool:
    """Whether this call is the one that sends it; stored before anything leaves."""
    mine: list[bool] = []

    def work() -> Change:
        mine.clear()
        now = uses.clock.now()
        reminders = uses.log.find(AppointmentReminders, AppointmentReminders.create_id(name))
        if reminders is not None:
            return Change(Done())
        reminders = AppointmentReminders(appointment_id=name, vault_id=request.vault_id)
        reminders.alert(now, request.ends_at)
        mine.append(reminders.claim(NOW_LEAD, now))
        return Change(Done(), (reminders,))

    uses.log.command(Call(actor=MYSELF), Done, work)
    return any(mine)


def _as_it_was(uses: Uses, name: str) -> Done:
    reminders = uses.log.load(AppointmentReminders, AppointmentReminders.create_id(name))
    if reminders.reminders[NOW_LEAD].state in ("failed", "dropped"):
        raise _not_sent()
    return Done(id=name)


def _record(uses: Uses, name: str, act: Callable[[AppointmentReminders], None]) -> None:
    def work() -> Change:
        reminders = uses.log.load(AppointmentReminders, AppointmentReminders.create_id(name))
        act(reminders)
        return Change(Done(), (reminders,))

    uses.log.command(Call(actor=MYSELF), Done, work)


def _not_sent() -> Refused:
    return Refused("message_not_sent", "Le message n'est pas parti : lisez le code à la personne.")
