"""T1, T2, T3: kill -9 of the vault, of the others under load, of a consumer between commit and ack."""

from __future__ import annotations

import itertools
import random
import threading
from datetime import date, timedelta

from services.ingest.sources.generate import generate_register
from shared.contracts.ingest import LoadRegister
from tests.faults import operations as op
from tests.faults.bed import WORKER
from tests.faults.points import APPENDING, PUBLISHING
from tests.faults.run import Fault, Mutant, Run, note
from tests.faults.sms import check_sent, schedule_due
from tests.faults.web import Web

RESTART_MAX_S = 5.0
AFTER_S = 1.0
PLACES = 40
_vintages = itertools.count()


def kill_vault(run: Run) -> None:
    """At each of six points around append and publish; started again at once, load never stopping."""
    points = PUBLISHING[:1] if run.mutated else (*APPENDING, *PUBLISHING)
    run.load.start()
    for point in points:
        run.bed.switches("vault").set(point, f"kill {random.randint(5, 20)}")
        run.bed.await_killed("vault")
        took = run.bed.revive("vault")
        if took > RESTART_MAX_S and not run.mutated:
            run.blame("slow", f"vault took {took:.1f} s to be ready after it was killed at {point}")
        note(f"restarted in {took:.1f} s")
    run.load.stop()
    run.rest()


def kill_the_others(run: Run) -> None:
    """Directory after a commit, notifications after a message went out, ingest amid a load, the gateway under
    requests."""
    bed, web = run.bed, Web(run)
    if not run.mutated:
        web.sign_up()
        web.start()
        run.load.start(vaults=1)
        loading = threading.Thread(target=_load_register, args=(run,))
        bed.switches("directory").set("append.after_commit", f"kill {random.randint(5, 20)}")
        bed.switches("ingest").set(random.choice(APPENDING), "kill 1")
        loading.start()
    bed.switches("notifications").set("sms.after_send", "kill 2")
    reminders = schedule_due(run, count=4, due_in_s=1.5)
    bed.await_killed("notifications")
    if not run.mutated:
        bed.kill("gateway", WORKER)
        bed.await_killed("directory")
        bed.await_killed("ingest")
        bed.revive("directory", "ingest", "notifications", "gateway", WORKER)
        loading.join()
        web.stop()
        run.load.stop()
    else:
        bed.revive("notifications")
    check_sent(run, reminders)
    run.rest()


def _load_register(run: Run) -> None:
    number = next(_vintages)
    as_of = date(2024, 1, 1) + timedelta(days=number)
    path = run.bed.processes.inbox / f"registre-{number}.csv"
    generate_register(path, places=PLACES, seed=number, as_of=as_of)
    run.perform(op.Operation(f"load {as_of}", LoadRegister(path=path.name), op.OPERATOR))


def kill_between_commit_and_ack(run: Run) -> None:
    """Notifications and the vault, as consumers: what is delivered again is ignored."""
    consumers = ("notifications",) if run.mutated else ("notifications", "vault")
    run.load.start()
    for name in consumers:  # in turn: a vault that is gone tells notifications nothing
        run.bed.switches(name).set("consumer.after_commit", "kill 1")
        run.bed.await_killed(name)
    run.bed.revive(*consumers)
    run.load.stop()
    run.load.run_for(AFTER_S)
    run.rest()


FAULTS = (
    Fault("T1", kill_vault, (Mutant((("vault", "relay_from_head"),), ("audit",)),)),
    Fault("T2", kill_the_others, (Mutant((("notifications", "outbox_forgets"),), ("duplicated",)),)),
    Fault("T3", kill_between_commit_and_ack,
          (Mutant((("notifications", "position_forgotten"),), ("duplicated",)),)),
)  # fmt: skip
