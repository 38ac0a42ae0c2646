"""Our recorder passes the library's published test cases, in both dialects."""

from __future__ import annotations

import sys
import threading
from types import ModuleType
from typing import Any

import pytest
from eventsourcing.persistence import ApplicationRecorder

from shared.eventstore.database import Database
from shared.eventstore.recorder import Recorder
from tests.integration.eventstore.notebook.tables import LOG

PUBLISHED = (
    ("ApplicationRecorderTestCase", "test_insert_select"),
    ("ApplicationRecorderTestCase", "test_performance"),
    ("ApplicationRecorderTestCase", "test_concurrent_no_conflicts"),
    ("ApplicationRecorderTestCase", "test_concurrent_throughput"),
    ("ApplicationRecorderTestCase", "optional_test_insert_subscribe"),
    ("NonInterleavingNotificationIDsBaseCase", "test"),
)


@pytest.mark.parametrize(("case", "method"), PUBLISHED)
def test_the_recorder_passes_the_librarys_test_case(
    case: str, method: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ours(published_case(case, monkeypatch)):  # type: ignore[misc]
        def create_recorder(self) -> ApplicationRecorder:
            return Recorder(database.events, LOG)

    before = set(threading.enumerate())
    Ours(method).debug()
    for left in set(threading.enumerate()) - before:  # the library leaves its readers running
        left.join(timeout=10)


def published_case(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The library's class. Its module imports an optional cipher library that these cases never use."""
    unused = ModuleType("eventsourcing.cipher")
    unused.AESCipher = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "eventsourcing.cipher", unused)
    import eventsourcing.tests.persistence as published

    return getattr(published, name)
