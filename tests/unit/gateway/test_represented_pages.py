"""Who cannot sign has the vault opened by their representative, from a page: a measure, no consent."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.vault_mandates import ListMandates, Mandates, OpenRepresentedVault
from shared.problems import NotAllowed, Refused
from tests.unit.gateway.house import House
from tests.unit.gateway.test_protection_pages import MANDATE
from tests.unit.gateway.walker import Walker, done

ADDRESS = "/coffres/represente"


def entered(house: House) -> tuple[Walker, dict[str, Any]]:
    """A professional on the form, and what they fill it with."""
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies[OpenRepresentedVault] = done
    walker.get(ADDRESS)
    me = house.caller.asked[-1].actor.id
    return walker, {
        "given_name": "Awa",
        "language": "fr",
        "kind": "tutelle",
        "grantee": f"professional:{me}",
        "categories": ["income"],
        "actions": ["see"],
        "since": "2026-03-01",
        "until": "2030-03-01",
        "court": "Tribunal (exemple)",
        "reference": "RG 00/00000",
        "pin": "4807",
        "pin_again": "4807",
    }


@pytest.mark.feature("V13")
def test_the_vault_is_opened_its_card_printed_and_the_decision_comes_next(house: House) -> None:
    walker, fields = entered(house)
    assert "Vous n'y consentez pas à sa place" in walker.page
    told = walker.post(ADDRESS, **fields)
    assert walker.path.startswith("/carte/")
    assert "<svg" in told
    (asked,) = house.caller.all(OpenRepresentedVault)
    assert isinstance(asked.request, OpenRepresentedVault)
    assert (asked.request.consent, asked.request.mandate.kind) == (None, "tutelle")
    vault_id = asked.request.vault_id
    assert f"/coffre/{vault_id}/mandats" in told
    house.caller.replies[ListMandates] = lambda *_: Mandates(mandates=[MANDATE])
    assert "Tutelle" in walker.get(f"/coffre/{vault_id}/mandats")


@pytest.mark.feature("V13")
@pytest.mark.parametrize(
    "changes",
    [{"pin_again": "9513"}, {"given_name": ""}, {"until": ""}, {"grantee": "organisation:other"}],
)
def test_what_is_missing_is_named_and_nothing_is_opened(house: House, changes: dict[str, str]) -> None:
    walker, fields = entered(house)
    walker.post(ADDRESS, **{**fields, **changes})
    assert walker.status in (403, 422)
    assert house.caller.all(OpenRepresentedVault) == []


def test_what_the_vault_refuses_is_said_and_no_account_stays(house: House) -> None:
    walker, fields = entered(house)

    def no(*_: object) -> None:
        raise Refused("organisation_missing")

    house.caller.replies[OpenRepresentedVault] = no
    walker.post(ADDRESS, **fields)
    assert walker.status == 422
    house.caller.replies[OpenRepresentedVault] = done
    walker.post(ADDRESS, **fields)
    assert walker.path.startswith("/carte/")


def test_it_is_for_professionals_and_the_ordinary_opening_leads_to_it(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    walker.get(ADDRESS)
    assert walker.status == NotAllowed("x").status
    walker.post("/deconnexion")
    walker.post("/connexion", email="agnes@exemple.invalid", password="une phrase assez longue")
    assert ADDRESS in walker.get("/coffres/nouveau")
