"""One example file per fact that ingest says: what it says today is what consumers are tested with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.ingest.domain.difference import PlaceChange
from services.ingest.domain.register import RefusedRefresh, Register, Vintage
from services.ingest.facts import place_fact, translate
from shared.contracts import ingest
from shared.contracts.ingest import Place
from shared.contracts.shapes import Fact

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
AS_OF = date(2026, 5, 12)
NOW = datetime(2026, 5, 13, 4, tzinfo=UTC)
VINTAGE = "019e1f00-0000-7000-8000-000000000001"
PLACE = Place(
    source="finess", id="990000010", legal_entity="990000002", name="EHPAD LES TILLEULS",
    long_name="EHPAD LES TILLEULS - ST DENIS", category="500",
    category_label="Etablissement d'hébergement pour personnes âgées dépendantes",
    address=["LIEU FICTIF (REGISTRE GENERE)", "131 R DE LA PAIX"], postal_code="97400", code_insee="97411",
    commune="ST DENIS", departement="974", siret="00000000100016", lat=-20.890712, lon=55.450424,
    opened_on=date(1996, 1, 20),
)  # fmt: skip
BEFORE = msgspec.structs.replace(PLACE, name="EHPAD DES TILLEULS", phone="+262262000000")


def register_facts() -> list[Fact]:
    register = Register(source="finess")
    register.load(Vintage(VINTAGE, "national", AS_OF, "0" * 64, 1200, NOW, 1, announced=True))
    register.refuse(RefusedRefresh("national", "1" * 64, ("html",), (1,), NOW))
    return [fact for event in register.collect_events() for fact in translate(event)]


def place_facts() -> list[Fact]:
    closed = msgspec.structs.replace(PLACE, state="closed")
    changes = [
        PlaceChange("registered", None, PLACE),
        PlaceChange("amended", BEFORE, PLACE),
        PlaceChange("closed", None, closed, absent=True),
        PlaceChange("reopened", None, PLACE),
    ]
    return [fact for change in changes if (fact := place_fact(change, AS_OF)) is not None]


COMPLETED = ingest.RefreshCompleted(
    source="finess", extent="national", vintage=VINTAGE, as_of=AS_OF, registered=1, amended=1, closed=1,
    reopened=1, unchanged=1197, rejected=0,
)  # fmt: skip
SAID = {fact.TYPE: fact for fact in [*register_facts(), *place_facts(), COMPLETED]}


@pytest.mark.parametrize("kind", ingest.FACTS, ids=lambda kind: kind.TYPE)
def test_each_fact_is_said_as_its_example_shows(kind: type[Fact]) -> None:
    text = (EXAMPLES / f"{kind.TYPE}.v{kind.VERSION}.json").read_bytes()
    example: dict[str, Any] = msgspec.json.decode(text)
    assert msgspec.to_builtins(SAID[kind.TYPE]) == example
    assert msgspec.json.decode(text, type=kind) == SAID[kind.TYPE]


def test_a_place_fact_is_about_its_source_and_number() -> None:
    assert SAID["ingest.place_amended"].subject() == "finess:990000010"
    assert SAID["ingest.register_loaded"].subject() == "finess"


def test_an_event_that_points_to_nothing_is_no_fact() -> None:
    register = Register(source="finess")
    register.load(Vintage(VINTAGE, "national", AS_OF, "0" * 64, 1200, NOW, 1, announced=False))
    assert [fact for event in register.collect_events() for fact in translate(event)] == []
