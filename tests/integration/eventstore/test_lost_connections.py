"""Connections that died in the pool: one is met, the others are asked before they are given."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from shared.eventstore import group_sql
from shared.eventstore.database import POOL_SIZE, Database
from shared.eventstore.recorder import Recorder
from tests.integration.eventstore.notebook.tables import LOG

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
OTHERS = "select pg_terminate_backend(pid) from pg_stat_activity where pid = any(:pids)"


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def kill_the_pool(database: Database, address: str) -> None:
    """End every session of a full pool, all of them used a moment ago."""
    with ExitStack() as held:
        connections = [held.enter_context(database.events.connect()) for _ in range(POOL_SIZE)]
        pids = [one.execute(sa.text("select pg_backend_pid()")).scalar_one() for one in connections]
    admin = sa.create_engine(sa.make_url(address).set(drivername="postgresql+psycopg"))
    with admin.connect() as connection:
        assert connection.execute(sa.text(OTHERS), {"pids": pids}).all() == [(True,)] * POOL_SIZE
    admin.dispose()


def test_of_a_pool_that_died_whole_one_connection_is_met(
    database: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, tries = Recorder(database.events, LOG, grouped=True), []
    look = group_sql.lock_and_look

    def counted(*arguments: Any) -> Any:
        tries.append(1)
        return look(*arguments)

    monkeypatch.setattr(group_sql, "lock_and_look", counted)
    kill_the_pool(database, postgres_url)
    recorder.append([StoredEvent(uuid4(), 1, "topic", b"{}")], recorded_at=AT)
    assert len(tries) == 2
    assert [notification.id for notification in recorder.select_notifications(1, 10)] == [1]
