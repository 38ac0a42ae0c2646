"""T4, T5, T6: the broker killed under load, down for long, and its volume wiped."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from shared.ids import new_id
from tests.faults import operations as op
from tests.faults.run import Fault, Mutant, Run
from tests.faults.sms import check_sent, schedule_due
from tests.faults.switches import wait_until

BACKLOG_FACTS = 150
BACKLOG_MAX_S = 15.0
WINDOW_MAX_S = 10.0
PUBLISHED_MAX_S = 10.0
SILENT_S = 1.0
AFTER_S = 1.0
SAID_DOWN = timedelta(minutes=10)
DOWN_S = 5.0
LONG_DOWN_S = 600.0
CALLS_WHILE_DOWN = 5


def kill_broker_under_load(run: Run) -> None:
    """Just when a window of facts is on its way and not yet confirmed, calls under way too."""
    bed, vault = run.bed, run.bed.switches("vault")
    before = bed.head("vault")[1]
    vault.set("relay.blind")
    run.load.start()
    wait_until(lambda: bed.head("vault")[1] - before >= BACKLOG_FACTS, BACKLOG_MAX_S, 0.05)
    vault.set("relay.before_confirm", "tell")
    bed.servers.freeze_broker()
    vault.clear("relay.blind")
    wait_until(lambda: vault.reached("relay.before_confirm"), WINDOW_MAX_S, 0.001)
    bed.servers.kill_broker()
    time.sleep(SILENT_S)
    bed.servers.start_broker()
    run.load.stop()
    run.load.run_for(AFTER_S)
    run.rest()


def broker_down_for_long(run: Run) -> None:
    """A reply that cannot be sent, commands that nobody hears, reminders that fall due; all go on after."""
    bed, vault, vault_id = run.bed, run.bed.switches("vault"), str(new_id())
    run.perform(op.open_vault(vault_id))
    reminders = [] if run.mutated else schedule_due(run, count=4, due_in_s=4)
    vault.set("append.after_commit", "hold")
    unanswered = threading.Thread(
        target=run.perform, args=(op.schedule_appointment(bed.clock, vault_id, 0),), daemon=True
    )
    unanswered.start()
    wait_until(lambda: vault.reached("append.after_commit"), WINDOW_MAX_S)
    bed.servers.kill_broker()
    vault.clear("append.after_commit")
    for _ in range(CALLS_WHILE_DOWN):
        run.perform(op.grant_consent(bed.clock, vault_id), patience_s=0, unheard=True)
    bed.clock.move(SAID_DOWN)
    time.sleep(LONG_DOWN_S if run.long else DOWN_S)
    if ended := bed.ended():
        run.blame("died", f"{', '.join(ended)} ended while the broker was down", len(ended))
        bed.servers.start_broker()
        bed.restart_ended()
    else:
        bed.servers.start_broker()
    unanswered.join()
    if reminders:
        check_sent(run, reminders)
    run.load.run_for(AFTER_S)
    run.rest()


def broker_wiped(run: Run) -> None:
    """With facts in a consumer's queue that are nowhere else but in the feed."""
    bed = run.bed
    bed.kill("notifications")
    run.load.run_for(AFTER_S)
    wait_until(lambda: _relayed(run), PUBLISHED_MAX_S, 0.05)
    bed.servers.wipe_broker()
    bed.revive("notifications")
    run.load.run_for(AFTER_S)
    run.rest(audited=False)
    bed.audit.since = bed.heads()


def _relayed(run: Run) -> bool:
    found = run.bed.rows(
        "vault", "select 1 from relay_position p, feed_head h where p.position = h.feed_position"
    )
    return bool(found)


FAULTS = (
    Fault("T4", kill_broker_under_load, (Mutant((("vault", "confirms_off"),), ("audit",)),)),
    Fault("T5", broker_down_for_long, (Mutant((("vault", "reply_loss_kills"),), ("died",)),)),
    Fault("T6", broker_wiped, (Mutant((("notifications", "catch_up_off"),), ("applied",)),)),
)
