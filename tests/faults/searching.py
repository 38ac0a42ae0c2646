"""Searching everything an installation leaves for given texts: files, both stores whole, the broker's
folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from shared.testing.servers import Servers

CHUNK = 8_000_000  # bytes of a server's file read at a time
BROKER_FOLDER = "/var/lib/rabbitmq"


def in_files(folder: Path, texts: Sequence[str]) -> list[str]:
    """`where: text` for each text found in a file under `folder`, write-ahead logs and free pages too."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            found += [f"{path.name}: {text}" for text in _in(path.read_bytes(), texts)]
    return found


def in_postgres(url: str, databases: Iterable[str], texts: Sequence[str]) -> list[str]:
    """The cluster's every file as the server sees it (tables, indexes, WAL), then each database dumped."""
    found = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("checkpoint")
        for path, size in _files(connection, "."):
            for offset in range(0, size, CHUNK):
                row = connection.execute(
                    "select pg_read_binary_file(%s, %s, %s, true)", (path, offset, CHUNK)
                ).fetchone()
                found += [f"{path}: {text}" for text in _in((row and row[0]) or b"", texts)]
    for database in databases:
        found += _in_dump(database, texts)
    return found


def in_broker(servers: Servers, texts: Sequence[str]) -> list[str]:
    """The broker's own folder, where its queues are kept."""
    broker: Any = servers._broker
    if hasattr(broker, "folder"):
        return in_files(Path(broker.folder), texts)
    container = broker._container.get_wrapped_container()
    sought = [word for text in texts for word in ("-e", text)]
    _, output = container.exec_run(["grep", "-raoF", *sought, BROKER_FOLDER])
    return [line.replace(":", ": ", 1) for line in output.decode(errors="replace").splitlines()]


def _files(connection: psycopg.Connection[Any], folder: str) -> Iterator[tuple[str, int]]:
    rows = connection.execute("select pg_ls_dir(%s, true, false)", (folder,)).fetchall()
    for (name,) in rows:
        path = f"{folder}/{name}"
        about = connection.execute(
            "select s.isdir, s.size from pg_stat_file(%s, true) as s", (path,)
        ).fetchone()
        if about is None or about[0] is None:
            continue
        if about[0]:
            yield from _files(connection, path)
        else:
            yield path, about[1]


def _in_dump(url: str, texts: Sequence[str]) -> list[str]:
    """Every table's rows as a dump writes them, compressed values opened."""
    found = []
    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f'copy "{table}" to stdout') as copy:  # type: ignore[call-overload]
                dumped = b"".join(copy)
            hexed = [text.encode().hex() for text in texts]
            found += [f"dump of {table}: {text}" for text in _in(dumped, [*texts, *hexed])]
    return found


def _in(content: bytes | memoryview, texts: Sequence[str]) -> list[str]:
    whole = bytes(content)
    return [text for text in texts if text.encode() in whole]
