"""Facts told to who follows a store in its own process: those of the feed, once committed, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, StoredEvent

from shared.contracts.shapes import PublishedFact
from shared.eventstore.appending import AlreadyDone, Idempotency
from shared.eventstore.fact_lines import FactLine
from shared.eventstore.recorder import Recorder
from shared.ids import new_id
from tests.integration.eventstore.conftest import Desk

LISBON_S_SUMMER = timezone(timedelta(hours=1))
AT = datetime(2026, 7, 1, 10, 30, 0, 123456, tzinfo=LISBON_S_SUMMER)
LINES = [
    FactLine("notebook.opened", 1, "a", 3, '{"n":1}'),
    FactLine("notebook.opened", 2, "a", 3, '{"n":1,"é":"ü"}', again=True),
    FactLine("notebook.closed", 1, "b", 0, "{}"),
]


@pytest.fixture
def told(desk: Desk) -> list[tuple[str, list[PublishedFact]]]:
    heard: list[tuple[str, list[PublishedFact]]] = []
    desk.recorder.on_facts(lambda epoch, facts: heard.append((epoch, list(facts))))
    return heard


def test_they_are_what_the_feed_tells(desk: Desk, told: list[tuple[str, list[PublishedFact]]]) -> None:
    for lines in (LINES, [], LINES[2:]):
        desk.recorder.append([], recorded_at=AT, facts=lines)
    page = desk.recorder.read_facts(0, 10)
    assert [fact for _, facts in told for fact in facts] == page.facts
    assert {epoch for epoch, _ in told} == {page.epoch}
    assert [fact.recorded_at.tzinfo for fact in told[0][1]] == [UTC] * 3


def test_nothing_is_told_of_what_was_not_stored(
    desk: Desk, told: list[tuple[str, list[PublishedFact]]]
) -> None:
    event = StoredEvent(new_id(), 1, "notebook.Notebook.Opened", b"{}")
    once = Idempotency("a", "k", "d", b"{}")
    desk.recorder.append([event], recorded_at=AT, facts=LINES, idempotency=once)
    with pytest.raises(IntegrityError):
        desk.recorder.append([event], recorded_at=AT, facts=LINES)
    with pytest.raises(AlreadyDone):
        desk.recorder.append([], recorded_at=AT, facts=LINES, idempotency=once)
    assert len(told) == 1
    assert len(desk.recorder.read_facts(0, 10).facts) == 3


def test_who_listens_no_more_is_told_no_more(desk: Desk) -> None:
    heard: list[str] = []
    stop = desk.recorder.on_facts(lambda epoch, _: heard.append(epoch))
    desk.recorder.append([], recorded_at=AT, facts=LINES)
    stop()
    desk.recorder.append([], recorded_at=AT, facts=LINES)
    assert len(heard) == 1


def test_after_a_restore_the_new_epoch_is_told(
    desk: Desk, told: list[tuple[str, list[PublishedFact]]]
) -> None:
    desk.recorder.append([], recorded_at=AT, facts=LINES)
    restored(desk.recorder)
    desk.recorder.append([], recorded_at=AT, facts=LINES)
    assert [epoch for epoch, _ in told][1] == desk.recorder.epoch() == "restored"


def restored(recorder: Recorder) -> None:
    with recorder.engine.begin() as connection:
        connection.execute(sa.update(recorder.tables.feed_head).values(epoch="restored"))
