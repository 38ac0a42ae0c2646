"""The gateway's worker: facts of accounts reach the broker, whatever dies, each once by position."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from deploy.init import RIGHTS
from services.gateway.identity.accounts import Account, insert_account
from services.gateway.wiring import open_identity_engine
from shared.eventstore.migrate import upgrade
from shared.messaging.connection import close_quietly, connect, drain
from shared.messaging.topology import FACTS_EXCHANGE, declare_facts_exchange
from shared.rpc.keys import create_key_pair

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WAIT_S = 30.0
STEP_S = 0.5


class Worker:
    """`python -m services.gateway.worker`, killed and started again."""

    def __init__(self, postgres_url: str, amqp_url: str, keys: Path) -> None:
        given = {
            "MAILLON_DATABASE_URL": postgres_url,
            "MAILLON_AMQP_URL": amqp_url,
            "MAILLON_ACTOR_PRIVATE_KEY_FILE": str(
                create_key_pair(keys, "gateway-worker", RIGHTS["gateway-worker"])
            ),
        }
        self._environment = os.environ | given
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "services.gateway.worker"]
        self.process = subprocess.Popen(command, env=self._environment)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(WAIT_S)


@pytest.fixture
def engine(postgres_url: str) -> Iterator[sa.Engine]:
    engine = open_identity_engine(postgres_url)
    upgrade(engine, "services.gateway.migrations")
    yield engine
    engine.dispose()


@pytest.fixture
def heard(amqp_url: str) -> Iterator[Any]:
    """Hears every fact of the gateway, as a partner's queue would: a call waits for so many different
    ones and returns them by id.
    """
    connection = connect(amqp_url, "test")
    channel = connection.channel()
    declare_facts_exchange(channel)
    channel.queue_declare("audit", exclusive=True)
    channel.queue_bind("audit", FACTS_EXCHANGE, "gateway.#")
    facts: dict[str, Any] = {}

    def hear(message: Any) -> None:
        fact = json.loads(message.body)
        facts[fact["id"]] = fact

    channel.basic_consume("audit", callback=hear, no_ack=True)

    def wait_for(count: int) -> dict[str, Any]:
        end = time.monotonic() + WAIT_S
        while len(facts) < count and time.monotonic() < end:
            drain(connection, STEP_S)
        return facts

    yield wait_for
    close_quietly(connection)


@pytest.fixture
def worker(engine: sa.Engine, postgres_url: str, amqp_url: str, tmp_path: Path) -> Iterator[Worker]:
    started = Worker(postgres_url, amqp_url, tmp_path)
    yield started
    started.kill()


def open_accounts(engine: sa.Engine, *ids: str) -> None:
    for account_id in ids:
        with engine.begin() as connection:
            insert_account(connection, Account(account_id, "holder", "x", NOW))


def test_facts_of_accounts_reach_the_broker_and_outlive_the_worker(
    engine: sa.Engine, heard: Any, worker: Worker
) -> None:
    open_accounts(engine, "one", "two")
    assert len(heard(2)) == 2
    worker.kill()
    open_accounts(engine, "three")
    worker.start()
    facts = heard(3).values()
    assert sorted(int(fact["sequence"]) for fact in facts) == [1, 2, 3]
    assert {fact["type"] for fact in facts} == {"fr.maillon.gateway.account_opened.v1"}
    assert all(fact["data"] == {"kind": "holder"} for fact in facts)
    assert not [fact for fact in facts if {"one", "two", "three"} & set(json.dumps(fact).split('"'))]


def test_a_worker_told_to_stop_ends_well(worker: Worker, engine: sa.Engine, heard: Any) -> None:
    open_accounts(engine, "one")
    assert len(heard(1)) == 1
    worker.process.terminate()
    assert worker.process.wait(WAIT_S) == 0


def test_a_worker_without_a_broker_says_which_setting_lacks(postgres_url: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAILLON_AMQP")}
    command = [sys.executable, "-m", "services.gateway.worker"]
    done = subprocess.run(
        command,
        env=environment | {"MAILLON_DATABASE_URL": postgres_url},
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    assert (done.returncode, "MAILLON_AMQP_URL" in done.stderr) == (2, True)
