"""Notifications' composition root: settings to stores and adapters, adapters to use cases, loops beside."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.notifications.adapters.file_outbox import FileOutbox
from services.notifications.adapters.reminder_view import ReminderView
from services.notifications.adapters.tables import CONSUMER_POSITION, LOG, PARKED_FACT, RELAY
from services.notifications.adapters.vault_reaches import VaultReaches
from services.notifications.application.follow_appointments import MYSELF, follow_fact
from services.notifications.application.ports import Reaches, SmsProvider, Uses
from services.notifications.application.send_due_reminders import send_due_reminders
from services.notifications.facts import translate
from shared.clock import Clock, clock_from
from shared.contracts.shapes import PublishedFact
from shared.contracts.vault import ReadFacts as ReadVaultFacts
from shared.eventstore.database import Database, open_database
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.log import EventLog
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.recorder import Recorder
from shared.eventstore.reply_purge import REPLIES_EVERY_S, Replies, Rounds
from shared.eventstore.sealed import SealedMapper
from shared.logs import failure, get_logger
from shared.messaging.loops import feed_reader, hearing, telling
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Caller
from shared.rpc.keys import load_signer
from shared.rpc.methods import Loop
from shared.settings import Settings

SCAN_INTERVAL_S = 1.0
_log = get_logger(__name__)


class SendingLoop:
    """Looks for due reminders every SCAN_INTERVAL_S, whatever happened to the last look."""

    def __init__(self, uses: Uses) -> None:
        self._uses = uses

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                send_due_reminders(self._uses)
            except Exception as why:  # noqa: BLE001  # the next look is the remedy; nothing is lost meanwhile
                _log.warning("sending_interrupted", **failure(why))
            stop.wait(SCAN_INTERVAL_S)


@dataclass(frozen=True)
class NotificationsWiring:
    """What the service class is given."""

    log: EventLog
    uses: Uses
    view: ReminderView
    views: ProjectionRunner
    consumer: FactConsumer
    background: Sequence[Loop]
    database: Database

    def position(self) -> str:
        return str(self.log.position())

    def wait_for(self, after: str) -> bool:
        return after.isdigit() and self.views.wait_for(int(after))

    def close(self) -> None:
        self.database.close()


def build(
    settings: Settings, *, clock: Clock | None = None, caller: Caller | None = None
) -> NotificationsWiring:
    """Open what `settings` name. `caller` reaches the vault (default: over the broker)."""
    clock = clock or clock_from(settings.rehearsal_clock_file)
    database = open_database(settings.need("database_url"), "notifications")
    caller = caller or AmqpCaller(
        settings.need("amqp_url"), load_signer(Path(settings.need("actor_private_key_file"))), clock
    )
    outbox = FileOutbox(Path(settings.outbox_file or Path(settings.state_folder) / "sms.jsonl"), clock)
    wiring = assemble(database, clock, VaultReaches(caller), outbox, settings.pages_url)
    loops = telling(settings, "notifications", wiring.log.store, database.events, RELAY)
    tidied = Rounds(Replies(database.events, LOG.idempotency, clock).purge, "replies", REPLIES_EVERY_S)
    heard = hearing(settings, wiring.consumer, feed_reader(caller, ReadVaultFacts, MYSELF))
    return NotificationsWiring(
        **{**vars(wiring), "background": (wiring.views, SendingLoop(wiring.uses), heard, tidied, *loops)}
    )


def assemble(
    database: Database, clock: Clock, reaches: Reaches, provider: SmsProvider, pages_url: str = ""
) -> NotificationsWiring:
    """The use cases over an open database, without loops; tests come in here."""
    recorder, mapper = Recorder(database.events, LOG), SealedMapper()
    log = EventLog(recorder, mapper, clock, translate)
    view = ReminderView(database.views)
    views = ProjectionRunner(recorder, mapper, database.views, LOG.projection_position, [view])
    uses = Uses(log, clock, reaches, provider, view, pages_url.rstrip("/"))

    def before(facts: Sequence[PublishedFact]) -> None:
        for fact in facts:
            follow_fact(uses, fact)

    consumer = FactConsumer(
        "notifications",
        "vault",
        database.views,
        CONSUMER_POSITION,
        lambda *_: None,
        before,
        parked=PARKED_FACT,
        clock=clock,
    )
    return NotificationsWiring(log, uses, view, views, consumer, (), database)
