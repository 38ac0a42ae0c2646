"""The directory as a process wires it: settings, a broker, loops beside; its facts reach whoever is bound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.directory.service import DirectoryService
from services.directory.wiring import build
from shared.clock import SystemClock
from shared.contracts import directory as d
from shared.eventstore.database import open_database, open_engine
from shared.eventstore.master_key import MasterKey
from shared.eventstore.migrate import migrate, migrate_keys
from shared.ids import new_id
from shared.messaging.connection import connect, drain
from shared.messaging.envelope import unseal
from shared.messaging.topology import FACTS_EXCHANGE, declare_facts_exchange
from shared.rpc.actor import KeyRights
from shared.rpc.call import Actor
from shared.rpc.keys import create_key_pair, load_signer
from shared.rpc.local import LocalCaller
from shared.settings import Settings, SettingsError

LOOP_STOP_MAX_S = 10


@dataclass
class Process:
    """A running directory and what was heard of it."""

    caller: LocalCaller
    connection: Any
    heard: list[Any]

    def hear(self, count: int) -> list[str]:
        for _ in range(20):
            if len(self.heard) < count:
                drain(self.connection, 1)
        return [unseal(message.body).fact.type for message in self.heard]


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str, amqp_url: str) -> Settings:
    MasterKey.create_file(tmp_path / "master.json")
    private = create_key_pair(tmp_path / "keys", "directory", KeyRights(kinds=("service",)))
    made = Settings(
        database_url=postgres_url,
        keys_database_url=f"sqlite:///{tmp_path}",
        amqp_url=amqp_url,
        master_key_file=str(tmp_path / "master.json"),
        actor_private_key_file=str(private),
        state_folder=str(tmp_path),
    )
    database = open_database(postgres_url, "directory")
    migrate(database, "services.directory")
    database.close()
    keys = open_engine(made.keys_database_url, "directory.keys.db")
    migrate_keys(keys)
    keys.dispose()
    return made


@pytest.fixture
def process(settings: Settings) -> Iterator[Process]:
    connection, heard = connect(settings.amqp_url, "test"), []
    channel = connection.channel()
    declare_facts_exchange(channel)
    queue = channel.queue_declare("", exclusive=True).queue
    channel.queue_bind(queue, FACTS_EXCHANGE, "directory.#")
    channel.basic_consume(queue, no_ack=True, callback=heard.append)
    service = DirectoryService()
    service.uses = build(settings)
    stop = threading.Event()
    loops = [threading.Thread(target=loop.run, args=(stop,)) for loop in service.uses.background]
    for loop in loops:
        loop.start()
    signer = load_signer(Path(settings.actor_private_key_file))
    yield Process(LocalCaller({"directory": service}, signer, SystemClock()), connection, heard)
    stop.set()
    for loop in loops:
        loop.join(LOOP_STOP_MAX_S)
    service.uses.close()
    connection.close()
    assert not any(loop.is_alive() for loop in loops)


def test_what_it_decides_leaves_by_the_broker_in_order(process: Process) -> None:
    me = Actor(id=str(new_id()), kind="professional")
    request = d.RegisterProfessional(given_name="Jeanne", family_name="Essai", email="jeanne@exemple.invalid")
    answer = process.caller.call(request, me, key="once")
    operator = Actor(id="operator:cli", kind="operator")
    process.caller.call(d.VerifyProfessional(professional_id=me.id), operator, key="once")
    assert process.hear(2) == ["directory.professional_registered", "directory.professional_verified"]
    assert not any(b"Essai" in message.body for message in process.heard)
    found = process.caller.call(d.FindProfessionals(), me, after=answer.position)
    assert (found.value.professionals, found.stale) == ([], False)


def test_a_process_without_its_settings_says_which_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MAILLON_DATABASE_URL"):
        build(Settings(state_folder=str(tmp_path)))
