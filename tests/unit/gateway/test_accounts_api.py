"""Signing up, in and out through the API."""

from __future__ import annotations

import pytest

from shared.contracts.directory import RegisterProfessional
from tests.unit.gateway.house import PASSWORD, PROFILE, House


def sign_in(house: House, password: str = PASSWORD, email: str = PROFILE["email"]) -> object:
    return house.client.post("/api/v1/sessions", json={"email": email, "password": password, "bearer": True})


@pytest.mark.feature("D1")
def test_a_professional_signs_up_once_and_is_known_at_once(house: House) -> None:
    headers = house.sign_up()
    me = house.client.get("/api/v1/me", headers=headers).json()
    assert (me["kind"], me["professional"]["given_name"]) == ("professional", "Agnès")
    assert len(house.caller.all(RegisterProfessional)) == 1
