"""Under eventlet, where a hosted service runs, greenlets that wait to append share a commit as threads do."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from shared.eventstore.database import Database

CHILD = "tests.integration.eventstore.eventlet_child"
CHILD_MAX_S = 60.0


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


@pytest.fixture
def told(database: Database, postgres_url: str) -> dict[str, Any]:
    """What the child saw, on a migrated database."""
    child = subprocess.run(
        [sys.executable, "-m", CHILD, postgres_url],
        capture_output=True,
        text=True,
        timeout=CHILD_MAX_S,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    answer: dict[str, Any] = json.loads(child.stdout.splitlines()[-1])
    return answer


def test_greenlets_share_a_commit_and_nothing_else(told: dict[str, Any]) -> None:
    gathered, killed = told["gathered"], told["writer_killed"]
    # all that waited made one group, but who was killed; who conflicted fails alone; the order is theirs
    assert gathered["sizes"] == [7]
    assert gathered["told"] == ["stored"] * 3 + ["IntegrityError"] + ["stored"] * 4
    assert gathered["lines"] == [0, 1, 3, 5, 6, 7]
    # a writer killed in its transaction leaves nobody waiting, and nothing of its own
    assert killed["told"] == ["stored"] * 4
    assert killed["lines"] == [100, 101, 102, 103]
