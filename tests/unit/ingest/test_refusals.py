"""Files refused as a whole: nothing of them is kept, the last good register stays, and the reason is told."""

from __future__ import annotations

import pytest

from shared.contracts.ingest import LoadRegister, ReadVintage, RefreshRefused
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor, Call
from tests.unit.ingest.registers import Desk, national, national_line, regional

GOOD = national([national_line(n) for n in range(1, 11)])
FEED = '{"generatedAt": "2026-05-20T00:00:00Z", "pmej": ['
BROKEN: dict[str, tuple[bytes, str, int]] = {
    "html": (b"<!DOCTYPE html>\n<html><body>Maintenance</body></html>\n", "html", 1),
    "html after a BOM": (b"\xef\xbb\xbf  <html></html>\n", "html", 1),
    "a workbook": (b"PK\x03\x04rest of a workbook\n", "not_text", 1),
    "UTF-16": ("finess;etalab;1;2026-05-20\n".encode("utf-16"), "encoding", 1),
    "neither encoding": (GOOD.encode() + b"structureet;\x81\n", "encoding", 12),
    "damaged UTF-8": (GOOD.replace("FOYER 1;", "É;").encode() + b"struct\xe9ureet\n", "encoding", 12),
    "cut in a line": (GOOD.encode()[:-20], "truncated", 11),
    "cut JSON": (FEED.encode() + b'\n{"ege": [', "truncated", 2),
    "broken JSON": (FEED.encode() + b"\n}]}", "json", 2),
    "another JSON": (b'{"generatedAt": "2026-05-20", "pmej": "x"}\n', "header", 0),
    "another header": (b"nom;prenom\na;b\n", "header", 1),
    "an undated first line": (b"finess;etalab;1;\n", "header", 1),
    "missing columns": (b"FINESS_ET;RAISON_SOCIALE\n1;2\n", "header", 1),
    "an open quote": (GOOD.replace("FOYER 3", '"FOYER 3').encode(), "quotes", 4),
    "nothing in it": (b"finess;etalab;0;2026-05-20\n", "empty", 0),
    "zero bytes": (b"", "empty", 0),
    "older": (GOOD.replace("2026-05-12", "2026-05-11").encode(), "older", 0),
    "of the future": (GOOD.replace("2026-05-12", "2026-06-09").encode(), "future", 0),
    "30 % fewer rows": (national([national_line(n) for n in range(1, 8)]).encode(), "fewer_rows", 0),
}


def refusal(desk: Desk, content: bytes) -> Refused:
    (desk.folder / "next.csv").write_bytes(content)
    with pytest.raises(Refused) as caught:
        desk.load("next.csv")
    return caught.value


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_and_the_last_good_one_kept(desk: Desk, what: str) -> None:
    good = desk.load("good.csv", GOOD)
    content, code, line = BROKEN[what]
    problem = refusal(desk, content)
    assert problem.code == "register_refused"
    assert {"line": line, "code": code} in problem.params["reasons"]  # type: ignore[operator]
    assert (f"ligne {line} : " in problem.detail) == (line > 0)
    assert desk.told() == ["register_loaded", "refresh_refused"]
    fact = desk.facts()[-1].read(RefreshRefused)
    assert code in fact.reasons
    assert line in fact.lines
    page = desk.uses.reader.read_vintage(ReadVintage(vintage=good.vintage))
    assert len(page.places) == 10


def test_a_quote_never_closed_is_refused_where_it_opened(desk: Desk) -> None:
    many = [national_line(n) for n in range(1, 60)]
    many[4] = many[4].replace("FOYER 5", '"FOYER 5')
    problem = refusal(desk, national(many).encode())
    assert problem.params["reasons"] == [{"line": 6, "code": "quotes"}]


def test_too_many_rejected_lines_refuse_the_file_and_name_the_first(desk: Desk) -> None:
    lines = [national_line(n, id="x") for n in range(1, 21)] + [national_line(n) for n in range(21, 41)]
    problem = refusal(desk, national(lines).encode())
    reasons = problem.params["reasons"]
    assert reasons[:2] == [{"line": 0, "code": "rejected"}, {"line": 2, "code": "finess_malformed"}]  # type: ignore[index]
    assert "ligne 2 : " in problem.detail


def test_the_same_refused_file_twice_is_told_once(desk: Desk) -> None:
    desk.load("good.csv", GOOD)
    for _ in range(2):
        refusal(desk, BROKEN["older"][0])
    assert desk.told() == ["register_loaded", "refresh_refused"]


def test_an_operator_who_knows_may_accept_fewer_rows(desk: Desk) -> None:
    desk.load("good.csv", GOOD)
    (desk.folder / "next.csv").write_bytes(BROKEN["30 % fewer rows"][0])
    assert desk.load("next.csv", accept_fewer=True).closed == 3


def test_just_under_30_percent_fewer_rows_are_accepted(desk: Desk) -> None:
    desk.load("good.csv", GOOD)
    eight = national([national_line(n) for n in range(1, 9)], "2026-05-13")
    assert desk.load("next.csv", eight).closed == 2


def test_an_undated_extract_needs_a_date_from_somewhere(desk: Desk) -> None:
    undated = regional([1, 2], opened_on="")
    problem = refusal(desk, undated.encode())
    assert problem.params["reasons"] == [{"line": 0, "code": "undated"}]


def test_an_absent_file_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        desk.load("nowhere.csv")
    assert "n'existe pas" in caught.value.detail


@pytest.mark.parametrize("kind", ["holder", "professional", "service", "anonymous"])
def test_only_an_operator_loads_a_register(desk: Desk, kind: str) -> None:
    call = Call(actor=Actor(id="x", kind=kind), key="k", digest="d")  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        desk.uses.load_register(LoadRegister(path="good.csv"), call)
    assert desk.head() == 0


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "a/../../b", "x\0y"])
def test_an_operator_elsewhere_reads_the_inbox_only(desk: Desk, path: str) -> None:
    call = Call(actor=Actor(id="operator:web", kind="operator"), key="k", digest="d")
    with pytest.raises(InvalidInput) as caught:
        desk.uses.load_register(LoadRegister(path=path), call)
    assert caught.value.field == "path"


def test_an_operator_elsewhere_names_a_file_of_the_inbox(desk: Desk) -> None:
    (desk.folder / "inbox").mkdir()
    desk.write("inbox/good.csv", GOOD)
    call = Call(actor=Actor(id="operator:web", kind="operator"), key="k", digest="d")
    assert desk.uses.load_register(LoadRegister(path="good.csv"), call).registered == 10


def test_a_vintage_that_no_fact_announced_cannot_be_read(desk: Desk) -> None:
    desk.load("good.csv", GOOD)
    refreshed = desk.load("next.csv", national([national_line(n) for n in range(1, 12)], "2026-05-13"))
    for vintage in (refreshed.vintage, "nothing"):
        with pytest.raises(NotFound):
            desk.uses.reader.read_vintage(ReadVintage(vintage=vintage))
