"""Guard: six processes that boot at once on an empty database all serve; those creating tables do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared.eventstore.database import open_database
from shared.eventstore.migrate import drift, migrate
from tests.integration.eventstore.notebook.tables import METADATA, SERVICE

PROCESSES = 6
BOOT_TIMEOUT_S = 45
ROOT = Path(__file__).parents[3]
START = """
import sys
from shared.eventstore.database import open_database
from shared.eventstore.migrate import migrate
from tests.integration.eventstore.notebook.tables import METADATA, SERVICE
import sqlalchemy as sa
database = open_database(sys.argv[1], "notebook")
"""
MIGRATING = START + "print('ready', flush=True); sys.stdin.readline(); migrate(database, SERVICE)"
CREATING = (
    START
    + """
for engine in database.engines():
    with engine.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        missing = [table for table in METADATA.sorted_tables if table.name not in there]
    print("ready", flush=True)
    sys.stdin.readline()
    METADATA.create_all(engine, missing, checkfirst=False)
"""
)


def boot(program: str, url: str) -> list[int]:
    """Start the processes, let them go together, return how each ended."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\ngo\n")
        process.stdin.flush()
    codes = []
    for process in started:
        process.communicate(timeout=BOOT_TIMEOUT_S)
        codes.append(process.returncode)
    return codes


@pytest.mark.timeout(90)
def test_six_first_boots_at_once_all_migrate(url: str) -> None:
    assert boot(MIGRATING, url) == [0] * PROCESSES
    database = open_database(url, "notebook")
    assert drift(database, METADATA) == []
    database.close()


@pytest.mark.timeout(90)
def test_the_mutant_that_creates_tables_at_start_fails(url: str) -> None:
    assert any(boot(CREATING, url))


def test_migrating_again_keeps_the_epoch(url: str) -> None:
    database = open_database(url, "notebook")
    epochs = set()
    for _ in range(2):
        migrate(database, SERVICE)
        with database.events.connect() as connection:
            epochs.add(connection.exec_driver_sql("select epoch from feed_head").scalar_one())
    assert len(epochs) == 1
    database.close()
