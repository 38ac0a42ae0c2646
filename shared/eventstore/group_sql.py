"""The statements of an append on PostgreSQL, whatever the number of appends in it: sent together, answered
together.

Two round trips: one locks the head and looks, in this order, so that each look sees what was committed before
the lock was given; one inserts, moves the head and rings. Rows travel as one JSON text a table, which msgspec
writes 20 times faster than psycopg its arrays. The looks go by one index row at a time (`lateral …
limit 1`), planned anew each time: a plan kept since the tables were empty would read them whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from shared.eventstore.feed import NOTIFY_CHANNEL
from shared.eventstore.round_trip import ask, driver_of
from shared.eventstore.tables import HEAD_ID

POSITIONS = ("event_position", "feed_position", "log_position")
LOCK = f"select epoch, {', '.join(POSITIONS)} from feed_head where id = {HEAD_ID} for update"  # noqa: S608 - ours
VERSIONS = """
select w.id as originator_id, w.version as originator_version
from json_to_recordset(%s) as w (id uuid, version bigint)
cross join lateral (select 1 from event where originator_id = w.id and originator_version = w.version
                    limit 1) as known
"""
REPLIES = """
select w.actor, w.key, known.reply, known.digest
from json_to_recordset(%s) as w (actor varchar, key varchar)
cross join lateral (select reply, digest from idempotency where actor = w.actor and key = w.key
                    limit 1) as known
"""
ENDS = """
select w.id as subject_id, known.number, known.hash from json_to_recordset(%s) as w (id uuid)
cross join lateral (select number, hash from access_log where subject_id = w.id
                    order by number desc limit 1) as known
"""
NEWER = """
select w.asked, known.* from json_to_recordset(%s) as w (asked int, id uuid, version bigint, many bigint)
cross join lateral (select originator_id, originator_version, topic, state from event
                    where originator_id = w.id and originator_version > w.version
                    order by originator_version limit w.many) as known
order by w.asked, known.originator_version
"""
NEWEST = "select coalesce(max(notification_id), 0) as position from event"
COLUMNS = {
    "event": {
        "notification_id": "bigint",
        "originator_id": "uuid",
        "originator_version": "bigint",
        "topic": "text",
        "state": "bytea",
    },
    "feed": {
        "position": "bigint",
        "type": "varchar",
        "version": "integer",
        "subject": "varchar",
        "subject_version": "bigint",
        "data": "text",
        "recorded_at": "timestamptz",
    },
    "access_log": {
        "position": "bigint",
        "subject_id": "uuid",
        "number": "bigint",
        "recorded_at": "timestamptz",
        "kind": "varchar",
        "body": "bytea",
        "previous_hash": "bytea",
        "hash": "bytea",
    },
    "idempotency": {
        "actor": "varchar",
        "key": "varchar",
        "digest": "varchar",
        "reply": "bytea",
        "recorded_at": "timestamptz",
    },
}


def _insert(table: str) -> str:
    columns = COLUMNS[table]
    typed = ", ".join(f"{name} {'text' if kind == 'bytea' else kind}" for name, kind in columns.items())
    values = ", ".join(f"decode({n}, 'base64')" if kind == "bytea" else n for n, kind in columns.items())
    rows = f"select {values} from json_to_recordset(%s) as r ({typed})"  # noqa: S608 - names of ours
    return f"insert into {table} ({', '.join(columns)}) {rows}"


INSERTS = {table: _insert(table) for table in COLUMNS}
ADVANCE = f"update feed_head set {', '.join(f'{n} = %s' for n in POSITIONS)} where id = {HEAD_ID}"  # noqa: S608
RING = f"select pg_notify('{NOTIFY_CHANNEL}', '')"


class Looked(NamedTuple):
    """What stood when the head's lock was given."""

    head: Any
    versions: Sequence[Any]
    replies: Sequence[Any]
    ends: Sequence[Any]


def lock_and_look(
    connection: sa.Connection,
    versions: Sequence[tuple[Any, int]],
    requests: Sequence[tuple[str, str]],
    subjects: Sequence[Any],
) -> Looked:
    """The head, held until commit; which of the versions exist; which requests have their reply; where each
    subject's chain stands."""
    with driver_of(connection) as driver, driver.pipeline():
        head = ask(driver, LOCK)
        looks = [
            ask(driver, VERSIONS, _json(versions, "id", "version")) if versions else None,
            ask(driver, REPLIES, _json(requests, "actor", "key")) if requests else None,
            ask(driver, ENDS, _json([(one,) for one in subjects], "id")) if subjects else None,
        ]
        row = head.fetchone()
        if row is None:
            raise RuntimeError("the feed has no head: run the migrations first")
        return Looked(row, *([] if look is None else look.fetchall() for look in looks))


def write(
    connection: sa.Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]], head: Mapping[str, int]
) -> None:
    """Insert the rows of each table, move the head, wake those who follow the feed once it is committed."""
    with driver_of(connection) as driver, driver.pipeline():
        for table, some in rows.items():
            if some:
                driver.execute(INSERTS[table], [msgspec.json.encode(some).decode()])
        driver.execute(ADVANCE, [head[name] for name in POSITIONS])
        driver.execute(RING)


def newer_events(connection: sa.Connection, wanted: Sequence[tuple[Any, int, int]]) -> Sequence[Any]:
    """For each (aggregate, version, limit) its events after that version, in order; `asked` tells which,
    from 0."""
    asked = [(at, *one) for at, one in enumerate(wanted)]
    with driver_of(connection) as driver:
        return ask(driver, NEWER, _json(asked, "asked", "id", "version", "many")).fetchall()


def newest_position(connection: sa.Connection) -> int:
    """The newest event's position; 0 when there is none."""
    with driver_of(connection) as driver:
        return int(ask(driver, NEWEST).fetchall()[0].position)


def replies_to(connection: sa.Connection, requests: Sequence[tuple[str, str]]) -> Sequence[Any]:
    """The replies that stand for these (actor, key)."""
    with driver_of(connection) as driver:
        return ask(driver, REPLIES, _json(requests, "actor", "key")).fetchall()


def _json(rows: Sequence[tuple[Any, ...]], *names: str) -> str:
    return msgspec.json.encode([dict(zip(names, row, strict=True)) for row in rows]).decode()
