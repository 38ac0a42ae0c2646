"""The notifications service: a table of contents."""

from __future__ import annotations

from services.notifications.application.send_opening_code import send_opening_code
from services.notifications.wiring import build
from shared.contracts.notifications import ListReminders, ReadFacts, Reminders, SendOpeningCode
from shared.contracts.shapes import Done, FeedPage
from shared.rpc.call import Call
from shared.rpc.methods import rpc, wired


class NotificationsService:
    """Answers about reminders, sends a code when asked; the rest is done in the background (see wiring)."""

    name = "notifications"
    uses = wired(build)

    @rpc
    def list_reminders(self, request: ListReminders, call: Call) -> Reminders:
        return Reminders(reminders=self.uses.view.find_of_appointments(request.appointment_ids))

    @rpc
    def send_opening_code(self, request: SendOpeningCode, call: Call) -> Done:
        return send_opening_code(self.uses.uses, request, call)

    @rpc
    def read_facts(self, request: ReadFacts, call: Call) -> FeedPage:
        return self.uses.log.read_facts(request.after, request.limit)
