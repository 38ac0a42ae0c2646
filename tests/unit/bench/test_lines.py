"""The lines of `make bench`: one for each goal, void when anything is lost, and a last one that counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.__main__ import Tally, chosen, main
from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, interleaved, ratios, said
from bench.register import BENCHES, NOT_BUILT, measure_of
from shared.testing.servers import Servers

FASTER = Goal(">=", 8)


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    return Bed(Servers([]), tmp_path)


def outcome(*ratios_seen: float, goal: Goal = FASTER) -> Outcome:
    return Outcome(goal, "ours ÷ theirs", {"100 facts": ratios_seen})


def test_a_goal_that_is_met_says_so_with_its_median_least_and_most() -> None:
    line = outcome(8.7, 9.6, 9.1).line("B3")
    assert line == "B3 ratio 9.10 (min 8.70 max 9.60) goal >= 8 met"


def test_a_goal_that_is_missed_says_so() -> None:
    assert outcome(7.9).line("B3") == "B3 ratio 7.90 (min 7.90 max 7.90) goal >= 8 missed"
    slower = Goal("<=", 1.6)
    assert outcome(1.601, goal=slower).line("B2").endswith("goal <= 1.6 missed")
    assert outcome(1.6, goal=slower).line("B2").endswith("goal <= 1.6 met")


def test_what_is_no_ratio_is_named_with_its_unit() -> None:
    line = outcome(14.25, goal=Goal("<=", 20, "p99_ms")).line("B1")
    assert line == "B1 p99_ms 14.2 (min 14.2 max 14.2) goal <= 20 met"


def test_the_size_at_which_it_is_least_favourable_is_judged() -> None:
    sizes = {"small": [20.0, 21.0], "large": [7.0, 7.2]}
    assert "ratio 7.10 (min 7.00 max 21.0) goal >= 8 missed" in Outcome(FASTER, "", sizes).line("B3")
    assert Outcome(Goal("<=", 10), "", sizes).value == 20.5


def test_figures_are_told_as_a_person_writes_them() -> None:
    assert [said(value) for value in (0.834, 9.12, 46.26, 1234.5)] == ["0.83", "9.12", "46.3", "1,234"]


def test_each_round_runs_every_one_and_another_one_first() -> None:
    order: list[str] = []
    runs = {name: lambda name=name: order.append(name) or 2.0 for name in ("ours", "theirs")}
    results = interleaved(2, runs)
    assert order == ["ours", "theirs", "theirs", "ours"]
    assert ratios(results, "ours", "theirs") == [1.0, 1.0]


def test_the_tally_counts_goals_and_ends_with_one_line(bed: Bed, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    tally.tell("B3", lambda _: [outcome(9.0), outcome(7.0)], bed)
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert [line.rpartition(" ")[2] for line in lines] == ["met", "missed"]
    assert all(
        re.fullmatch(r"B3 ratio \S+ \(min \S+ max \S+\) goal >= 8 (met|missed)", line) for line in lines
    )
    assert tally.line() == "maillon bench: 1 met, 1 missed"


def test_a_bench_that_loses_something_is_void_and_a_miss(
    bed: Bed, capsys: pytest.CaptureFixture[str]
) -> None:
    def loses(_: Bed) -> list[Outcome]:
        raise VoidError("3 of 20,000 facts lost")

    tally = Tally()
    tally.tell("B3", loses, bed)
    assert capsys.readouterr().out == "B3 void: 3 of 20,000 facts lost\n"
    assert (tally.met, tally.missed) == (0, 1)


def test_a_bench_that_breaks_down_is_a_miss_and_the_next_one_goes_on(
    bed: Bed, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_: Bed) -> list[Outcome]:
        raise RuntimeError("no disk")

    tally = Tally()
    tally.tell("B3", breaks, bed)
    tally.tell("B4", lambda _: [outcome(9.0)], bed)
    assert "B3 failed: RuntimeError: no disk" in capsys.readouterr().out
    assert tally.line() == "maillon bench: 1 met, 1 missed"


def test_benches_are_chosen_by_name_and_told_in_order() -> None:
    assert chosen("b3, GUARD,B1") == ["B1", "B3", "GUARD"]
    assert set(chosen("")) == {*BENCHES, *NOT_BUILT}
    with pytest.raises(ValueError, match="B99"):
        chosen("B99")


def test_an_unknown_bench_is_refused_before_any_server_starts() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "B99"])
    assert ended.value.code == 2


def test_every_bench_of_the_register_can_be_measured() -> None:
    assert all(callable(measure_of(name)) for name in BENCHES)
