"""Commands on the event log: once per key, whole or not at all, conflicts retried, refusals written down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest

from shared.contracts.shapes import Done
from shared.eventstore.chain import GENESIS, line_hash, line_header
from shared.eventstore.change import LogRow
from shared.eventstore.log import Change, LogEntry
from shared.ids import new_id
from shared.problems import Conflict, NotAllowed, NotFound
from tests.integration.eventstore.conftest import Desk, call
from tests.integration.eventstore.notebook.domain import Notebook, NoteWritten

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def writing(desk: Desk, notebook_id: UUID, text: str, *log: LogEntry) -> Change:
    notebook = desk.log.load(Notebook, notebook_id)
    notebook.write(text, AT)
    return Change(Done(id=text), [notebook], log=log)


def test_what_is_stored_is_loaded_as_it_was(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    desk.log.command(call(), Done, lambda: writing(desk, notebook.id, "one"))
    from_cache = desk.log.load(Notebook, notebook.id)
    desk.log.forget(notebook.id)
    from_events = desk.log.load(Notebook, notebook.id)
    assert from_events == from_cache
    assert (from_events.address, from_events.price, from_events.tags) == (
        notebook.address,
        notebook.price,
        notebook.tags,
    )
    assert from_events.notes == ["one"]


def test_what_was_never_stored_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound, match="notebook_not_found"):
        desk.log.load(Notebook, new_id())


def test_the_same_key_gives_the_same_reply_and_happens_once(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    first = desk.log.command(call("k"), Done, lambda: writing(desk, notebook.id, "one"))
    again = desk.log.command(call("k"), Done, lambda: writing(desk, notebook.id, "two"))
    assert first == again == Done(id="one")
    assert desk.log.load(Notebook, notebook.id).notes == ["one"]


def test_the_same_key_for_another_request_is_a_conflict(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook, key="k")
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        desk.log.command(call("k", digest="other"), Done, Change)
    assert desk.log.command(call("k", actor="someone else"), Done, lambda: Change(Done(id="x"))).id == "x"


def test_a_request_whose_echo_got_through_first_is_answered_as_its_echo(
    desk: Desk, notebook: Notebook
) -> None:
    def refused() -> Change:
        raise Conflict("notebook_exists")

    def overtaken() -> Change:
        desk.open(notebook, key="k")
        return refused()

    assert desk.log.command(call("k"), Done, overtaken) == Done(id=str(notebook.id))
    with pytest.raises(Conflict, match="notebook_exists"):
        desk.log.command(call("another"), Done, refused)


def test_commands_at_once_on_one_aggregate_all_happen(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    together = Barrier(4)

    def write(number: int) -> None:
        together.wait(5)
        desk.log.command(call(f"k{number}"), Done, lambda: writing(desk, notebook.id, str(number)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert sorted(desk.log.load(Notebook, notebook.id).notes) == ["0", "1", "2", "3"]


def test_the_same_key_at_once_happens_once(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    together = Barrier(4)

    def write(number: int) -> Done:
        together.wait(5)
        reply: Done = desk.log.command(call("k"), Done, lambda: writing(desk, notebook.id, str(number)))
        return reply

    with ThreadPoolExecutor(4) as threads:
        replies = set(threads.map(write, range(4)))
    assert {reply.id for reply in replies} == set(desk.log.load(Notebook, notebook.id).notes)
    assert len(replies) == 1


def test_an_aggregate_too_busy_is_a_conflict_and_leaves_no_trace(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)

    def always_late() -> Change:
        change = writing(desk, notebook.id, "late")
        desk.log.command(call(), Done, lambda: writing(desk, notebook.id, "first"))
        return change

    with pytest.raises(Conflict, match="busy"):
        desk.log.command(call(), Done, always_late)
    assert set(desk.log.load(Notebook, notebook.id).notes) == {"first"}


def test_a_command_that_fails_leaves_the_cached_aggregate_clean(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)

    def fails() -> Change:
        writing(desk, notebook.id, "never stored")
        raise NotAllowed("no_consent")

    with pytest.raises(NotAllowed):
        desk.log.command(call(), Done, fails)
    assert desk.log.load(Notebook, notebook.id).notes == []


def test_a_refusal_is_logged_and_may_be_tried_again_with_the_same_key(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    refused = LogEntry(notebook.id, "access_refused", {"who": "Zoé"})
    told = NoteWritten(notebook_id=str(notebook.id), number=0)
    for _ in range(2):
        with pytest.raises(NotAllowed):
            desk.log.command(
                call("k"), Done, lambda: Change(log=[refused], facts=[told], refusal=NotAllowed("no_consent"))
            )
    assert [(row.number, row.kind, row.body) for row in desk.log.read_log(notebook.id)] == [
        (1, "access_refused", {"who": "Zoé"}),
        (2, "access_refused", {"who": "Zoé"}),
    ]
    assert desk.log.read_facts(0, 10).head == 3


def test_facts_are_numbered_without_gap_and_read_in_pages(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    desk.clock.move(timedelta(days=1))
    for text in ("1", "2", "3"):
        desk.log.command(call(), Done, partial(writing, desk, notebook.id, text))
    page = desk.log.read_facts(1, 2)
    assert [(fact.position, fact.type, fact.subject_version) for fact in page.facts] == [
        (2, "notebook.note_written", 2),
        (3, "notebook.note_written", 3),
    ]
    assert page.head == 4
    assert page.facts[0].read(NoteWritten) == NoteWritten(notebook_id=str(notebook.id), number=2)
    assert page.facts[0].recorded_at == desk.clock.now()
    assert desk.log.position() == 4


def test_the_access_log_is_a_chain_over_the_stored_bytes(desk: Desk, notebook: Notebook) -> None:
    desk.open(notebook)
    entries = [LogEntry(notebook.id, "opened", {"n": 1}), LogEntry(notebook.id, "printed", {"n": 2})]
    desk.log.command(call(), Done, lambda: writing(desk, notebook.id, "one", *entries))
    desk.log.command(call(), Done, lambda: writing(desk, notebook.id, "two", *entries))
    rows = desk.log.read_log(notebook.id)
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert first_break(rows) is None
    desk.keys.destroy(notebook.id)
    assert first_break(desk.log.read_log(notebook.id)) is None


def first_break(rows: list[LogRow]) -> int | None:
    """The number of the first line that doesn't follow."""
    previous = GENESIS
    for row in rows:
        header = line_header(row.subject_id, row.number, row.recorded_at, row.kind)
        if row.previous_hash != previous or row.hash != line_hash(previous, header, row.stored_body):
            return row.number
        previous = row.hash
    return None
