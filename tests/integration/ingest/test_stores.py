"""The same register on SQLite and on PostgreSQL: loading, refreshing, paging, and asking over calls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.ingest.adapters.tables import METADATA
from services.ingest.service import IngestService
from services.ingest.sources.generate import generate_register
from shared.clock import FrozenClock
from shared.contracts import ingest as i
from shared.contracts.shapes import FeedPage
from shared.eventstore.database import Database
from shared.eventstore.migrate import drift
from shared.problems import NotAllowed, Refused
from shared.rpc.actor import ActorSigner
from shared.rpc.call import Actor
from shared.rpc.local import LocalCaller
from tests.unit.ingest.registers import NOW, OPERATOR, Desk, national, national_line, number, regional

TEN = [national_line(n) for n in range(1, 11)]


def test_the_migrated_tables_are_those_the_code_declares(database: Database) -> None:
    assert drift(database, METADATA) == []


def test_a_register_is_loaded_refreshed_and_read_in_pages(desk: Desk) -> None:
    first = desk.load("1.csv", national(TEN))
    changed = [national_line(1, "AUTRE"), *TEN[1:9], national_line(11)]
    report = desk.load("2.csv", national(changed, "2026-05-13"))
    assert (report.registered, report.amended, report.closed, report.unchanged) == (1, 1, 1, 8)
    back = desk.load("3.csv", national(TEN, "2026-05-14"))
    assert (back.amended, back.closed, back.reopened) == (1, 1, 1)
    pages, after = [], ""
    while True:
        page = desk.uses.reader.read_vintage(i.ReadVintage(vintage=first.vintage, after=after, limit=4))
        pages.append(page)
        after = page.next_after
        if not after:
            break
    assert [len(page.places) for page in pages] == [4, 4, 2]
    assert [p.id for page in pages for p in page.places] == sorted(number(n) for n in range(1, 11))


def test_extents_keep_to_themselves_and_the_newest_date_wins(desk: Desk) -> None:
    desk.load("idf.csv", regional([1, 2, 30]))
    assert desk.load("national.csv", national(TEN)).amended == 2
    old = desk.load("other-idf.csv", regional([1, 31], "2012-01-01"))
    assert (old.registered, old.unchanged, old.closed) == (1, 1, 0)
    page = desk.uses.reader.read_vintage(i.ReadVintage(vintage=old.vintage))
    assert [place.id for place in page.places] == [number(31)]


def test_twelve_hundred_generated_places_are_loaded_and_loaded_again(desk: Desk) -> None:
    generate_register(desk.folder / "generated.csv")
    assert desk.load("generated.csv").registered == 1200
    assert desk.load("generated.csv").outcome == "unchanged"
    generate_register(desk.folder / "later.csv", as_of=datetime(2026, 1, 1, tzinfo=UTC).date())
    assert desk.load("later.csv").outcome == "refreshed"


def test_an_operator_loads_and_anyone_reads_through_calls(desk: Desk) -> None:
    service, clock = IngestService(), FrozenClock(NOW)
    service.uses = desk.uses
    caller = LocalCaller(
        {"ingest": service}, ActorSigner(Ed25519PrivateKey.generate(), "tests", "tests"), clock
    )
    path = str(desk.write("1.csv", national(TEN)))
    answer = caller.call(i.LoadRegister(path=path), OPERATOR, key="k1")
    report: i.RegisterReport = answer.value
    assert (report.registered, answer.position) == (10, "2")
    reader = Actor(id="service:directory", kind="service")
    feed: FeedPage = caller.call(i.ReadFacts(), reader).value
    loaded = feed.facts[0].read(i.RegisterLoaded)
    page: i.VintagePage = caller.call(i.ReadVintage(vintage=loaded.vintage), reader).value
    assert len(page.places) == 10
    status: i.RegisterStatus = caller.call(i.GetRegisterStatus(), OPERATOR, after=answer.position).value
    assert [extent.places for extent in status.extents] == [10]
    with pytest.raises(NotAllowed):
        caller.call(i.LoadRegister(path=path), reader, key="k2")
    desk.write("2.csv", "<html>\n</html>\n")
    with pytest.raises(Refused) as caught:
        caller.call(i.LoadRegister(path=str(desk.folder / "2.csv")), OPERATOR, key="k3")
    assert caught.value.params["reasons"] == [{"line": 1, "code": "html"}]
