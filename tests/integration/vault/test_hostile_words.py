"""What people type, however strange, is kept as it is or refused by name, on both stores."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts.vault_terms import Grantee, Scope
from shared.problems import Problem
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, terms

HOSTILE = (
    "'; DROP TABLE event; --",
    '"><script>alert(1)</script>',
    "\u202etxt.exe",
    "a\r\nb",
    "{0}%s${x}",
    "٣",
    "\ufeff",
)
Typed = Callable[[House, str, Actor, str], Any]

FIELDS: dict[str, Typed] = {
    "given_name": lambda h, _v, _a, text: h.open_vault(given_name=text, consent=None),
    "family_name": lambda h, _v, _a, text: h.open_vault(family_name=text, consent=None),
    "consent.grantee.name": lambda h, _v, _a, text: h.open_vault(
        consent=terms(grantee=Grantee(kind="organisation", id="org-1", name=text))
    ),
    "terms.grantee.id": lambda h, vault, awa, text: h.ask(
        awa,
        v.GrantConsent(vault_id=vault, terms=terms(grantee=Grantee(kind="team", id=text, name="Service"))),
    ),
    "terms.excepted": lambda h, vault, awa, text: h.ask(
        awa, v.GrantConsent(vault_id=vault, terms=terms(excepted=[text]))
    ),
    "terms.scope.documents": lambda h, vault, awa, text: h.ask(
        awa, v.GrantConsent(vault_id=vault, terms=terms(scope=Scope(documents=[text])))
    ),
    "request_id": lambda h, vault, awa, text: h.ask(awa, v.RefuseConsent(vault_id=vault, request_id=text)),
    "consent_id": lambda h, vault, awa, text: h.ask(awa, v.RevokeConsent(vault_id=vault, consent_id=text)),
    "phone": lambda h, vault, awa, text: h.ask(awa, v.SetReach(vault_id=vault, phone=text)),
    "title": lambda h, vault, awa, text: h.ask(
        awa, v.BeginDeposit(vault_id=vault, category="identity", title=text)
    ),
    "place_name": lambda h, vault, awa, text: h.ask(
        awa,
        a.ScheduleAppointment(
            vault_id=vault, title="Essai", place_name=text, starts_local="2030-07-15T10:00"
        ),
    ),
    "zone": lambda h, vault, awa, text: h.ask(
        awa, a.ScheduleAppointment(vault_id=vault, title="Essai", zone=text, starts_local="2030-07-15T10:00")
    ),
    "starts_local": lambda h, vault, awa, text: h.ask(
        awa, a.ScheduleAppointment(vault_id=vault, title="Essai", starts_local=text)
    ),
    "appointment_id": lambda h, vault, awa, text: h.ask(
        awa, a.CancelAppointment(vault_id=vault, appointment_id=text)
    ),
    "document_id": lambda h, vault, awa, text: h.ask(awa, v.OpenDocument(vault_id=vault, document_id=text)),
    "vault_id": lambda h, _v, _a, text: h.ask(AGNES, v.GetVault(vault_id=text)),
}


def type_everywhere(house: House, texts: list[str], fields_each: int = len(FIELDS)) -> None:
    """Each text in so many fields, all fields in turn: done or refused; anything else is a bug and raises."""
    vault_id, awa = house.open_vault()
    turns = itertools.cycle(FIELDS.values())
    for text in texts:
        for type_it in itertools.islice(turns, fields_each):
            try:
                type_it(house, vault_id, awa, text)
            except Problem:
                continue


def everything_still_works(house: House) -> None:
    vault_id, awa = house.open_vault(given_name="Après")
    assert vault_id in [p.vault_id for p in house.ask(BRUNO, v.ListFollowUps()).people]
    assert house.stream(house.ask(awa, v.ExportVault(vault_id=vault_id)))
    assert house.ask(CHLOE, v.ListFollowUps()).people == []


def test_a_nul_character_is_refused_by_the_name_of_its_field_and_stops_no_view(house: House) -> None:
    vault_id, awa = house.open_vault()
    told = {}
    for field, type_it in FIELDS.items():
        try:
            type_it(house, vault_id, awa, "a\x00b")
        except Problem as problem:
            told[field] = (problem.kind, problem.code, problem.field)
    assert told == {field: ("invalid_input", "nul_character", field) for field in FIELDS}
    house.ask(awa, v.SetReach(vault_id=vault_id))
    house.open_vault(given_name="une barre \\u0000 tapée au clavier")  # seven characters, none of them NUL
    everything_still_works(house)


def test_hostile_words_in_every_field_stop_nothing(house: House) -> None:
    type_everywhere(house, list(HOSTILE))
    everything_still_works(house)


@pytest.mark.real_data
@pytest.mark.timeout(120)
def test_the_big_list_of_naughty_strings_stops_nothing(house: House, real_data: Path) -> None:
    naughty = json.loads((real_data / "hostile" / "blns" / "blns.json").read_text(encoding="utf-8"))
    type_everywhere(house, [text[:120] for text in naughty], fields_each=2)
    everything_still_works(house)
