"""`python -m services.gateway.worker`: publishes the gateway's facts, hears of erased vaults, tells the
vault of changed secrets and deletes what is past its time, in plain threads, apart from the pages.

The feed is the truth: with the broker or this process down, pages serve and facts wait in the feed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from services.gateway.erased_vaults import erased_vaults, hearing_of_erasures
from services.gateway.identity.facts import read_feed
from services.gateway.identity.secret_acts import telling
from services.gateway.identity.tables import RELAY
from services.gateway.tidying import tidying
from services.gateway.wiring import open_identity_engine
from shared.clock import clock_from
from shared.contracts.shapes import FeedPage
from shared.eventstore.database import is_sqlite
from shared.health import StatusServer
from shared.logs import configure_logging, failure, get_logger
from shared.messaging.doorbell import Doorbell, PostgresBell
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.rpc.amqp import AmqpCaller
from shared.rpc.keys import load_signer
from shared.rpc.methods import Loop
from shared.settings import Settings, SettingsError

LOOP_RESTART_S = 1.0
STOP_MAX_S = 10.0
_log = get_logger(__name__)


def loops_of(settings: Settings, engine: sa.Engine) -> Sequence[Loop]:
    """The relay of the gateway's feed and what wakes it, the vault's erasures, the rounds of tidying.
    Raises SettingsError without a broker.
    """

    def read(after: int, limit: int) -> FeedPage:
        with engine.connect() as connection:
            return read_feed(connection, after, limit)

    url, bell = settings.need("database_url"), Doorbell()
    positions, clock = RelayPositions(engine, RELAY, "gateway"), clock_from(settings.rehearsal_clock_file)
    broker = settings.need("amqp_url")
    relay = Relay("gateway", settings.region, read, positions, broker, bell, clock)
    caller = AmqpCaller(
        broker, load_signer(Path(settings.need("actor_private_key_file"))), clock, "gateway-worker"
    )
    heard = hearing_of_erasures(settings, erased_vaults(engine, clock), caller)
    always = [relay, heard, tidying(engine, clock), telling(engine, caller)]
    return always if is_sqlite(url) else [*always, PostgresBell(url, bell.ring)]


def main() -> int:
    """Relay until told to stop. 2 when a setting is wrong, said on standard error."""
    try:
        settings = Settings.from_env(os.environ)
        configure_logging("gateway-worker", settings.log_level)
        engine = open_identity_engine(settings.need("database_url"))
        loops = loops_of(settings, engine)
    except SettingsError as why:
        sys.stderr.write(f"{why}\n")
        return 2
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    status = _status(settings, engine)
    threads = [threading.Thread(target=_keep_running, args=(loop, stop), daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(STOP_MAX_S)
    if status is not None:
        status.close()
    engine.dispose()
    return 0


def _keep_running(loop: Loop, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            loop.run(stop)
        except Exception as why:  # noqa: BLE001  # a loop that fails is started again; the process lives
            _log.error("loop_failed", loop=type(loop).__name__, **failure(why))
        stop.wait(LOOP_RESTART_S)


def _status(settings: Settings, engine: sa.Engine) -> StatusServer | None:
    def feed() -> bool:
        with engine.connect() as connection:
            return bool(read_feed(connection, 0, 1).epoch)

    if not settings.metrics_port:
        return None
    return StatusServer(settings.metrics_host, settings.metrics_port, {"feed": feed})


if __name__ == "__main__":
    sys.exit(main())
