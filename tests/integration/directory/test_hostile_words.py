"""What people type in the directory, however strange, is kept or refused, on both stores; no view stops."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.contracts import directory as d
from shared.ids import new_id
from shared.problems import Problem
from shared.rpc.call import Actor
from tests.unit.directory.office import Office

HOSTILE = (
    "'; DROP TABLE place; --",
    "\u202etxt",
    "a\r\nb",
    "%_\\",
    "\ufdfa" * 120,
    "ß" * 120,
    "a\x00b",
    "٣",
    "İ",
)


def signed_up(office: Office, **changes: str) -> Any:
    fields = {"given_name": "Essai", "family_name": "Essai", "email": "essai@exemple.invalid", **changes}
    return office.call(d.RegisterProfessional(**fields), Actor(id=str(new_id()), kind="professional"))


FIELDS: tuple[Callable[[Office, str, str], Any], ...] = (
    lambda o, _org, text: signed_up(o, given_name=text),
    lambda o, _org, text: signed_up(o, family_name=text),
    lambda o, _org, text: signed_up(o, email=f"{text}@exemple.invalid"),
    lambda o, _org, text: signed_up(o, phone=text[:30]),
    lambda o, _org, text: signed_up(o, profession=text),
    lambda o, _org, text: o.call(d.RegisterOrganisation(name=text), "Agnès"),
    lambda o, _org, text: o.call(d.RegisterOrganisation(name="Essai", place_id=text[:20]), "Agnès"),
    lambda o, org, text: o.call(d.FormTeam(organisation_id=org, name=text), "Agnès"),
    lambda o, org, text: o.call(
        d.AddMember(organisation_id=org, professional_id=o.id("Bruno"), team_id=text), "Agnès"
    ),
    lambda o, _org, text: o.call(d.FindProfessionals(text=text), "Agnès"),
    lambda o, _org, text: o.call(d.RequestContact(professional_id=text), "Agnès"),
    lambda o, _org, text: o.call(d.FindPlaces(text=text, code_insee=text[:5], category=text[:10])),
    lambda o, _org, text: o.call(d.FindPlaces(text=text)),
    lambda o, _org, text: o.call(d.GetPlace(source=text, id=text)),
)


def type_everywhere(office: Office, texts: list[str], fields_each: int = len(FIELDS)) -> None:
    """Each text in so many fields, all fields in turn; then the views still follow."""
    for name, verified in (("Agnès", True), ("Bruno", False)):
        office.register(name, verified=verified)
    organisation, turns = office.organisation("Agnès"), itertools.cycle(FIELDS)
    for text in texts:
        for type_it in itertools.islice(turns, fields_each):
            try:
                type_it(office, organisation, text)
            except Problem:
                continue
    office.register("Driss")
    found = office.call(d.FindProfessionals(text="mandataire judiciaire"), "Agnès").professionals
    assert office.id("Driss") in [one.id for one in found]


def test_hostile_words_in_every_field_stop_no_view(office: Office) -> None:
    type_everywhere(office, list(HOSTILE))


@pytest.mark.real_data
@pytest.mark.timeout(120)
def test_the_big_list_of_naughty_strings_stops_no_view(office: Office, real_data: Path) -> None:
    naughty = json.loads((real_data / "hostile" / "blns" / "blns.json").read_text(encoding="utf-8"))
    type_everywhere(office, [text[:120] for text in naughty], fields_each=1)
