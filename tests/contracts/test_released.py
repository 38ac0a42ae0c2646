"""The guard of public facts: a change that could break a reader needs a new version; an addition doesn't."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec
import pytest

from deploy.tooling.contract_changes import breaches, shape_of
from deploy.tooling.release_contracts import Released, current, main, refusals
from shared.contracts.catalogue import fact_kinds
from shared.contracts.shapes import Fact


class Room(msgspec.Struct):
    name: str


class RoomWithFloor(Room):
    floor: int = 0


class Let(Fact, frozen=True, kw_only=True):
    """As it was released."""

    TYPE: ClassVar[str] = "test.let"
    SUBJECT: ClassVar[str] = "house_id"
    house_id: str
    state: Literal["new", "old"]
    rooms: list[Room] = []
    note: str = ""


def as_now(**changes: Any) -> type[Fact]:
    """The same fact with fields of other types, defaults, or none (`...`: gone)."""
    fields: dict[str, Any] = {
        "house_id": str,
        "state": Literal["new", "old"],
        "rooms": (list[Room], []),
        "note": (str, ""),
    } | changes
    kept = [(n, *(f if isinstance(f, tuple) else (f,))) for n, f in fields.items() if f is not ...]
    space = {"TYPE": "test.let", "SUBJECT": fields.pop("SUBJECT", "house_id"), "__module__": __name__}
    kept = [field for field in kept if field[0] != "SUBJECT"]
    made: Any = msgspec.defstruct("Let", kept, bases=(Fact,), namespace=space, frozen=True, kw_only=True)
    return made  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": ..., "condition": Literal["new", "old"]}, "state is gone"),
        ({"note": ...}, "note is gone"),
        ({"note": (int, 0)}, "note is another type"),
        ({"note": (str, "none")}, "note is another type, default"),
        ({"note": str}, "note is required now"),
        ({"house_id": (str, "")}, "house_id is optional now"),
        ({"since": int}, "since is new and required"),
        ({"state": Literal["new", "old", "ruined"]}, "state is another type"),
        ({"rooms": (list[str], [])}, "rooms is another type"),
        ({"rooms": (list[RoomWithFloor] | None, None)}, "rooms is another type"),
        ({"SUBJECT": "state"}, "the subject was house_id, now state"),
    ],
)
def test_what_could_break_a_reader_is_told(changes: dict[str, Any], why: str) -> None:
    told = list(breaches(shape_of(Let), shape_of(as_now(**changes))))
    assert any(why in one for one in told), told


@pytest.mark.parametrize("changes", [{}, {"since": (int, 0)}, {"rooms": (list[RoomWithFloor], [])}])
def test_an_optional_field_may_be_added_in_the_fact_or_in_what_it_holds(changes: dict[str, Any]) -> None:
    assert list(breaches(shape_of(Let), shape_of(as_now(**changes)))) == []


def test_what_was_released_holds_in_the_code_and_is_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_a_fact_without_example_or_gone_and_a_stored_event_edited_are_refused() -> None:
    now = current(fact_kinds())
    assert list(refusals(now, now, fact_kinds())) == []
    assert list(refusals(now, now, {"test.let.v1": Let})) == [
        "test.let.v1 lacks its example test.let.v1.json"
    ]
    fewer = Released(facts={}, stored=now.stored)
    assert sum("is gone" in why for why in refusals(now, fewer, {})) == len(fact_kinds())
    edited = {**now.stored, "vault": ["0" * 64, *now.stored["vault"][1:]]}
    assert "vault.json was edited" in next(refusals(now, Released(facts=now.facts, stored=edited), {}))
    added = {**now.stored, "vault": [*now.stored["vault"], "0" * 64]}
    assert list(refusals(now, Released(facts=now.facts, stored=added), {})) == []
