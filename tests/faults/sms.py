"""Reminders that fall due during a fault: each message goes out, once, whatever dies in between."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

from services.notifications.domain.reminder import reminder_id
from shared.ids import new_id
from tests.faults import operations as op
from tests.faults.bed import Bed
from tests.faults.run import Run
from tests.faults.switches import wait_until

DUE_LEAD_H = 1
SENT_WITHIN_S = 6.0
CLAIMS_LAPSE_TIMES = 5  # an unanswered try keeps its claim: minutes are made to pass between tries
CLAIM_LAPSES = timedelta(minutes=3)


def schedule_due(run: Run, count: int, due_in_s: float) -> list[str]:
    """`count` appointments of one new vault whose reminders are due from then on; the reminders' ids."""
    vault_id = str(new_id())
    run.perform(op.open_vault(vault_id))
    scheduled = [
        run.perform(op.schedule_due(run.bed.clock, vault_id, number, due_in_s)) for number in range(count)
    ]
    return [reminder_id(appointment.id, DUE_LEAD_H) for appointment in scheduled]


def sent(bed: Bed) -> Counter[str]:
    """How many messages went out for each reminder."""
    path, found = bed.processes.outbox, Counter[str]()
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found[json.loads(line)["message_id"].partition("/")[0]] += 1
            except ValueError:
                continue  # a line cut by a crash
    return found


def _recorded(bed: Bed) -> set[str]:
    """The reminders whose message the service knows to have gone out."""
    told = bed.rows("notifications", "select subject from feed where type = 'notifications.message_sent'")
    return {row.subject for row in told}


def check_sent(run: Run, reminders: list[str]) -> None:
    """Let minutes pass until each went out, then see that none did twice."""
    for _ in range(CLAIMS_LAPSE_TIMES):
        run.bed.clock.move(CLAIM_LAPSES)
        if wait_until(lambda: not set(reminders) - _recorded(run.bed), SENT_WITHIN_S, 0.1):
            break
    found = sent(run.bed)
    unsent = sum(1 for one in reminders if not found[one])
    twice = sum(found[one] - 1 for one in reminders if found[one] > 1)
    if unsent:
        run.blame("lost", f"{unsent} due reminders never went out", unsent)
    if twice:
        run.blame("duplicated", f"{twice} messages went out again", twice)
