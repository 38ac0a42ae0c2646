"""One contract for every SMS provider, real or fake."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.notifications.adapters.file_outbox import FileOutbox
from services.notifications.adapters.kept_messages import KeptMessages
from services.notifications.application.ports import SmsLaterError, SmsProvider
from shared.clock import FrozenClock

Sent = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture(params=["file", "kept"])
def provider(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[SmsProvider, Sent]:
    if request.param == "kept":
        kept = KeptMessages()
        return kept, lambda: [(m.message_id, m.phone, m.text) for m in kept.messages]
    path = tmp_path / "sms.jsonl"
    outbox = FileOutbox(path, FrozenClock(datetime(2026, 11, 20, tzinfo=UTC)))

    def sent() -> list[tuple[str, str, str]]:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [(m["message_id"], m["phone"], m["text"]) for m in lines]

    return outbox, sent


def test_a_message_is_sent_with_its_words(provider: tuple[SmsProvider, Sent]) -> None:
    provider[0].send("m1", "+33639980010", "à 14h30\nдобре", 1)
    assert provider[1]() == [("m1", "+33639980010", "à 14h30\nдобре")]


def test_the_same_message_id_is_sent_once(provider: tuple[SmsProvider, Sent]) -> None:
    for _ in range(3):
        provider[0].send("m1", "+33639980010", "un", 1)
    provider[0].send("m2", "+33639980010", "deux", 1)
    assert [m[0] for m in provider[1]()] == ["m1", "m2"]


def test_a_line_cut_by_a_crash_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "sms.jsonl"
    path.write_text('{"message_id": "m1", "pho', encoding="utf-8")
    FileOutbox(path, FrozenClock(datetime(2026, 11, 20, tzinfo=UTC))).send("m2", "+33639980010", "deux", 1)
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[1])["message_id"] == "m2"


def test_a_folder_that_cannot_be_written_says_later(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    outbox = FileOutbox(blocked / "sms.jsonl", FrozenClock(datetime(2026, 11, 20, tzinfo=UTC)))
    with pytest.raises(SmsLaterError):
        outbox.send("m1", "+33639980010", "un", 1)
