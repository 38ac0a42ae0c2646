"""What stands between the network and the handlers: forged requests, headers, positions, keys, rates,
measures.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.gateway.edge.positions import Positions
from shared.contracts.directory import (
    ContactLinks,
    ListContacts,
    ListMyOrganisations,
    Organisation,
    Organisations,
    RegisterOrganisation,
    RequestContact,
)
from shared.contracts.shapes import Done
from shared.contracts.vault import FollowUps, ListFollowUps
from shared.problems import Unavailable
from tests.unit.gateway.house import PASSWORD, PROFILE, House, a_house

ORIGIN = "http://testserver.local"
ASK = "/api/v1/contacts"


def enter_by_cookie(house: House) -> None:
    house.sign_up()
    body = {"email": PROFILE["email"], "password": PASSWORD}
    assert house.client.post("/api/v1/sessions", json=body).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": ORIGIN}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_change_by_cookie_needs_proof_that_our_own_page_sent_it(
    house: House, headers: dict[str, str], status: int
) -> None:
    enter_by_cookie(house)
    house.caller.replies[RequestContact] = lambda *_: Done(id="1")
    answer = house.client.post(ASK, json={"professional_id": "x"}, headers=headers)
    assert answer.status_code == status
    assert bool(house.caller.all(RequestContact)) is (status == 201)


def test_a_bearer_token_needs_no_such_proof(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[RequestContact] = lambda *_: Done(id="1")
    assert house.client.post(ASK, json={"professional_id": "x"}, headers=headers).status_code == 201


def test_another_site_cannot_sign_its_visitor_in_here(house: House) -> None:
    body = {"email": PROFILE["email"], "password": PASSWORD}
    answer = house.client.post("/api/v1/sessions", json=body, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_every_answer_forbids_what_it_does_not_need(house: House) -> None:
    for path in ("/", "/api/v1/me", "/nothing", "/static/style.css"):
        headers = house.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "strict-transport-security" not in headers
    assert house.client.get("/").headers["cache-control"] == "no-store"


@pytest.mark.feature("G8")
def test_what_was_written_is_read_back_by_token_or_by_cookie(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[RequestContact] = lambda *_: Done(id="1")
    house.caller.replies[ListContacts] = lambda *_: ContactLinks(links=[])
    house.caller.position = "epoch:41"
    answer = house.client.post(ASK, json={"professional_id": "x"}, headers=headers)
    token = answer.headers["x-maillon-position"]
    house.client.cookies.clear()
    house.client.get(ASK, headers=headers)
    house.client.get(ASK, headers=headers | {"X-Maillon-Position": token})
    house.client.cookies.set("maillon-position", token)
    house.client.get(ASK, headers=headers)
    assert [asked.after for asked in house.caller.all(ListContacts)] == ["", "epoch:41", "epoch:41"]


@pytest.mark.parametrize("token", ["", "%%%", "e30", "x" * 2000, "WyJ4Il0"])
def test_a_position_that_is_not_ours_is_nothing(token: str) -> None:
    assert Positions(token).after("vault") == ""


@pytest.mark.feature("G8")
def test_the_same_idempotency_key_names_the_same_command_and_another_another(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[RegisterOrganisation] = lambda *_: Done(id="1")
    for key in ("one", "one", "two", ""):
        given = {"Idempotency-Key": key} if key else {}
        house.client.post("/api/v1/organisations", json={"name": "Relais"}, headers=headers | given)
    keys = [asked.key for asked in house.caller.all(RegisterOrganisation)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert all(keys)


def test_an_idempotency_key_that_is_too_long_is_refused(house: House) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "k" * 151}
    answer = house.client.get("/api/v1/contacts", headers=headers)
    assert answer.json()["code"] == "idempotency_key_malformed"


def test_too_many_requests_from_one_address_are_told_to_wait(tmp_path: Path) -> None:
    with a_house(tmp_path, requests_per_minute=3) as house:
        statuses = [house.client.get("/api/v1/me").status_code for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]


def test_a_json_body_larger_than_its_limit_is_refused_clearly(house: House) -> None:
    answer = house.client.post("/api/v1/sessions", json={"email": "x" * 70_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_measures_are_for_this_machine_or_for_who_holds_the_token(tmp_path: Path, house: House) -> None:
    assert house.client.get("/metrics").status_code == 404
    with a_house(tmp_path / "other", metrics_token="scraper") as guarded:
        assert guarded.client.get("/metrics").status_code == 404
        answer = guarded.client.get("/metrics", headers={"Authorization": "Bearer scraper"})
        assert answer.status_code == 200


def test_the_gateway_is_alive_and_ready_without_any_service(house: House) -> None:
    assert house.client.get("/health/live").status_code == 200
    assert house.client.get("/health/ready").json() == {"accounts": True}


def test_the_last_known_name_serves_while_the_directory_is_down(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[ListFollowUps] = lambda *_: FollowUps(people=[])
    house.client.get("/api/v1/vaults", headers=headers)

    def down(*_: Any) -> Any:
        raise Unavailable("no_reply")

    house.caller.replies[ListMyOrganisations] = down
    house.clock.move(timedelta(minutes=5))
    assert house.client.get("/api/v1/vaults", headers=headers).status_code == 200
    assert house.caller.all(ListFollowUps)[-1].actor.display == "Agnès Démonstration"


def test_a_verification_is_felt_at_the_next_request(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[ListFollowUps] = lambda *_: FollowUps(people=[])
    verified, house.caller.verified = house.caller.verified, set()
    house.client.get("/api/v1/vaults", headers=headers)
    house.caller.verified = verified
    house.client.get("/api/v1/vaults", headers=headers)
    assert [a.actor.verified for a in house.caller.all(ListFollowUps)] == [False, True]


def test_the_organisation_acted_for_is_told_to_the_services(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[ListFollowUps] = lambda *_: FollowUps(people=[])
    house.caller.replies[ListMyOrganisations] = lambda *_: Organisations(
        organisations=[Organisation(id="org1", name="Relais")]
    )
    house.client.get("/api/v1/vaults", headers=headers)
    actor = house.caller.all(ListFollowUps)[0].actor
    assert (actor.organisation_id, actor.organisation) == ("org1", "Relais")
