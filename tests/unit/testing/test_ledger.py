"""The ledger tells what was lost, unasked for, refused yet there, or there twice; and what may be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.testing.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "ledger.jsonl")
    yield made
    made.close()


def test_what_was_acknowledged_and_is_there_once_holds(ledger: Ledger) -> None:
    ledger.attempt("open a")
    ledger.ok("open a")
    judgement = ledger.judge(["open a"])
    assert judgement.holds
    assert (judgement.attempts, judgement.ok) == (1, 1)


def test_what_was_acknowledged_and_is_not_there_is_lost(ledger: Ledger) -> None:
    ledger.attempt("open a")
    ledger.ok("open a")
    judgement = ledger.judge([])
    assert judgement.lost == {"open a"}
    assert not judgement.holds


def test_what_nobody_attempted_is_unexpected(ledger: Ledger) -> None:
    judgement = ledger.judge(["open a"])
    assert judgement.unexpected == {"open a"}
    assert not judgement.holds


def test_what_was_refused_must_not_be_there(ledger: Ledger) -> None:
    ledger.attempt("open a")
    ledger.fail("open a")
    assert ledger.judge([]).holds
    judgement = ledger.judge(["open a"])
    assert judgement.refused_but_there == {"open a"}
    assert not judgement.holds


def test_what_is_unknown_may_be_there_or_not(ledger: Ledger) -> None:
    ledger.attempt("open a")
    ledger.info("open a")
    ledger.attempt("open b")
    assert ledger.judge([]).holds
    judgement = ledger.judge(["open a", "open b"])
    assert judgement.holds
    assert judgement.recovered == {"open a", "open b"}


def test_an_effect_seen_twice_is_duplicated_whatever_was_told(ledger: Ledger) -> None:
    for operation in ("open a", "open b"):
        ledger.attempt(operation)
    ledger.ok("open a")
    ledger.info("open b")
    judgement = ledger.judge(["open a", "open b", "open a", "open b"])
    assert judgement.duplicated == {"open a", "open b"}
    assert not judgement.holds


def test_an_operation_tried_again_counts_as_what_is_best_known_of_it(ledger: Ledger) -> None:
    for told in (ledger.info, ledger.ok, ledger.info):
        ledger.attempt("open a")
        told("open a")
    for told in (ledger.info, ledger.fail):
        ledger.attempt("open b")
        told("open b")
    judgement = ledger.judge(["open b"])
    assert (judgement.attempts, judgement.ok) == (5, 1)
    assert judgement.lost == {"open a"}
    assert judgement.recovered == {"open b"}


def test_a_line_cut_by_a_crash_is_left_out(ledger: Ledger) -> None:
    ledger.attempt("open a")
    with ledger.path.open("ab") as file:
        file.write(b'["ok", "open')
    judgement = ledger.judge([])
    assert (judgement.attempts, judgement.ok) == (1, 0)
    assert judgement.holds
