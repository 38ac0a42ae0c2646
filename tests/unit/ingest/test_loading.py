"""First loads, refreshes and their differences: what is told, and what is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from services.ingest.adapters.tables import LOG, VINTAGE, VINTAGE_PLACE
from shared.contracts import ingest
from shared.contracts.ingest import LoadRegister, ReadVintage
from shared.eventstore.appending import Appended
from shared.eventstore.recorder import Recorder
from shared.problems import Conflict
from tests.unit.ingest.registers import OPERATOR, Call, Desk, national, national_line, number, regional

TEN = [national_line(n) for n in range(1, 11)]
NEXT_DAY = "2026-05-13"


def test_a_first_load_is_one_fact_pointing_to_pages(desk: Desk) -> None:
    report = desk.load("first.csv", national(TEN))
    assert (report.outcome, report.registered, report.rejected) == ("loaded", 10, 0)
    (fact,) = desk.facts()
    loaded = fact.read(ingest.RegisterLoaded)
    assert (loaded.source, loaded.extent, loaded.places) == ("finess", "national", 10)
    first = desk.uses.reader.read_vintage(ReadVintage(vintage=loaded.vintage, limit=6))
    rest = desk.uses.reader.read_vintage(ReadVintage(vintage=loaded.vintage, after=first.next_after, limit=6))
    assert [p.id for p in first.places + rest.places] == sorted(number(n) for n in range(1, 11))
    assert rest.next_after == ""


def test_the_same_file_again_tells_nothing(desk: Desk) -> None:
    desk.load("first.csv", national(TEN))
    again = desk.load("copy.csv", national(TEN))
    assert (again.outcome, again.unchanged) == ("unchanged", 10)
    assert desk.head() == 1


def test_a_refresh_tells_each_difference_then_its_counts(desk: Desk) -> None:
    desk.load("first.csv", national(TEN))
    changed = [*TEN[:8], national_line(9, "FOYER DU PONT", phone=""), national_line(11)]
    report = desk.load("next.csv", national(changed, NEXT_DAY))
    counts = (report.registered, report.amended, report.closed, report.reopened, report.unchanged)
    assert counts == (1, 1, 1, 0, 8)
    registered, amended, closed, completed = desk.facts(after=1)
    assert registered.read(ingest.PlaceRegistered).place.id == number(11)
    change = amended.read(ingest.PlaceAmended)
    assert (change.place_id, change.fields) == (number(9), ["name", "phone"])
    absent = closed.read(ingest.PlaceClosed)
    assert (absent.place_id, absent.reason, absent.closed_on) == (number(10), "absent", None)
    assert closed.subject == f"finess:{number(10)}"
    assert completed.read(ingest.RefreshCompleted).unchanged == 8


def test_one_changed_row_is_one_place_fact(desk: Desk) -> None:
    desk.load("first.csv", national(TEN))
    desk.load("next.csv", national([national_line(1, "AUTRE NOM"), *TEN[1:]], NEXT_DAY))
    assert desk.told(after=1) == ["place_amended", "refresh_completed"]


def test_a_place_that_comes_back_is_reopened_and_stays_closed_in_between(desk: Desk) -> None:
    desk.load("1.csv", national(TEN))
    desk.load("2.csv", national(TEN[:9], "2026-05-13"))
    desk.load("3.csv", national(TEN[:9], "2026-05-14"))
    assert desk.told(after=1) == ["place_closed", "refresh_completed", "refresh_completed"]
    desk.load("4.csv", national(TEN, "2026-05-15"))
    assert desk.told(after=4) == ["place_reopened", "refresh_completed"]


def test_a_rejected_line_still_names_its_place(desk: Desk) -> None:
    desk.load("1.csv", national(TEN))
    report = desk.load("2.csv", national([*TEN[:9], national_line(10, " ")], "2026-05-13"))
    assert (report.rejected, report.closed, report.unchanged) == (1, 0, 10)
    assert [(remark.line, remark.code) for remark in report.remarks] == [(11, "name_missing")]


def test_a_place_named_twice_is_taken_once(desk: Desk) -> None:
    report = desk.load("1.csv", national([*TEN, national_line(3, "AUTRE")]))
    assert (report.registered, report.rejected) == (10, 1)
    assert report.remarks[0].code == "duplicate"


def test_a_regional_extract_closes_nothing_elsewhere(desk: Desk) -> None:
    desk.load("national.csv", national(TEN))
    report = desk.load("idf.csv", regional([21, 22]))
    assert (report.outcome, report.registered, report.closed) == ("loaded", 2, 0)
    assert desk.told() == ["register_loaded", "register_loaded"]


def test_an_old_extract_never_overwrites_a_newer_register(desk: Desk) -> None:
    desk.load("national.csv", national(TEN))
    report = desk.load("idf-2013.csv", regional([9, 10, 11]))
    assert (report.registered, report.amended, report.unchanged) == (1, 0, 2)
    page = desk.uses.reader.read_vintage(ReadVintage(vintage=report.vintage))
    assert [place.id for place in page.places] == [number(11)]


def test_absence_from_one_extent_doesnt_close_what_a_newer_one_names(desk: Desk) -> None:
    desk.load("idf.csv", regional([1, 2, 3, 4, 5], "2013-02-01"))
    desk.load("national.csv", national(TEN))
    report = desk.load("idf.csv", regional([1, 2, 3, 4], "2014-02-01"))
    assert (report.outcome, report.closed) == ("refreshed", 0)
    assert desk.told(after=2) == ["refresh_completed"]


def test_a_newer_extent_amends_what_an_older_one_said(desk: Desk) -> None:
    desk.load("idf.csv", regional([1, 2]))
    report = desk.load("national.csv", national(TEN))
    assert (report.registered, report.amended) == (8, 2)


def test_the_date_of_an_undated_extract_is_the_latest_its_rows_state(desk: Desk) -> None:
    assert desk.load("idf.csv", regional([1, 2], "2012-11-19")).as_of == date(2012, 11, 19)
    call = Call(actor=OPERATOR, key="k", digest="d")
    dated = LoadRegister(path=str(desk.write("a.csv", regional([1]))), extent="other", as_of=date(2014, 1, 1))
    assert desk.uses.load_register(dated, call).as_of == date(2014, 1, 1)


def test_too_many_differences_are_told_as_a_vintage_to_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.application.load_register.DIFFERENCES_MAX", 3)
    desk.load("1.csv", national(TEN))
    others = [national_line(n, "AUTRE") for n in range(1, 4)]
    report = desk.load("2.csv", national([*others, *TEN[3:9]], NEXT_DAY))
    assert desk.told() == ["register_loaded", "register_loaded"]
    page = desk.uses.reader.read_vintage(ReadVintage(vintage=report.vintage))
    assert [p.state for p in page.places] == ["open"] * 9 + ["closed"]


def test_the_same_key_gives_the_same_report_and_another_request_a_conflict(desk: Desk) -> None:
    first = desk.load("1.csv", national(TEN), key="once")
    assert desk.load("1.csv", key="once") == first
    with pytest.raises(Conflict):
        desk.load("2.csv", national(TEN[:9]), key="once")
    assert desk.head() == 1


class CutRecorder(Recorder):
    """Dies just before it would have stored anything."""

    def append(self, *_events: object, **_rest: object) -> Appended:
        raise InterruptedError("cut")


def test_a_load_cut_before_its_append_leaves_nothing_that_counts_and_is_cleaned_later(desk: Desk) -> None:
    log, good = desk.uses.log, desk.uses.log.store
    log.store = CutRecorder(desk.uses.database.events, LOG)
    with pytest.raises(InterruptedError):
        desk.load("1.csv", national(TEN))
    log.store = good
    assert desk.head() == 0
    assert desk.uses.reader.get_register_status().extents == []
    assert vintages(desk) == (1, 10)
    desk.clock.move(timedelta(hours=2))
    desk.load("1.csv", key="again")
    assert vintages(desk) == (1, 10)


def test_a_vintage_that_was_replaced_is_forgotten_unless_a_fact_points_to_it(desk: Desk) -> None:
    for day in ("2026-05-12", "2026-05-13", "2026-05-14", "2026-05-15"):
        desk.load(f"{day}.csv", national(TEN, day))
        desk.clock.move(timedelta(days=1))
    kept_first_previous_and_current = 3
    assert vintages(desk)[0] == kept_first_previous_and_current


def test_the_status_tells_the_last_good_vintage_and_what_was_refused_since(desk: Desk) -> None:
    good = desk.load("1.csv", national(TEN))
    with pytest.raises(Exception, match="register_refused"):
        desk.load("2.csv", national(TEN[:2], NEXT_DAY))
    (status,) = desk.uses.reader.get_register_status().extents
    assert (status.vintage, status.places, status.refused_reasons) == (good.vintage, 10, ["fewer_rows"])


def vintages(desk: Desk) -> tuple[int, int]:
    with desk.uses.database.events.connect() as connection:
        counts = [
            connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in (VINTAGE, VINTAGE_PLACE)
        ]
    return counts[0] or 0, counts[1] or 0
