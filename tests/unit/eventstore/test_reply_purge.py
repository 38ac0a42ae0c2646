"""Stored replies are deleted after thirty days, in bounded batches, and never before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.clock import FrozenClock
from shared.eventstore import reply_purge
from shared.eventstore.database import open_engine
from shared.eventstore.reply_purge import REPLIES_KEPT, Replies
from shared.eventstore.tables import log_tables

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_old_replies_go_in_batches_and_young_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply_purge, "BATCH", 3)
    metadata = sa.MetaData()
    table = log_tables(metadata).idempotency
    engine = open_engine(f"sqlite:///{tmp_path}", "replies.db")
    metadata.create_all(engine)
    ages = [REPLIES_KEPT + timedelta(seconds=1)] * 8 + [REPLIES_KEPT, timedelta()]
    with engine.begin() as connection:
        rows = [
            {"actor": "a", "key": str(n), "digest": "d", "reply": b"{}", "recorded_at": NOW - age}
            for n, age in enumerate(ages)
        ]
        connection.execute(sa.insert(table), rows)
    replies = Replies(engine, table, FrozenClock(NOW))
    assert (replies.purge(), replies.purge()) == (8, 0)
    with engine.connect() as connection:
        assert set(connection.execute(sa.select(table.c.key)).scalars()) == {"8", "9"}
