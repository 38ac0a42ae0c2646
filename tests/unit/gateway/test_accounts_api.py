"""Signing up, in and out through the API."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.gateway.identity.accounts import find_account
from shared.contracts.directory import RegisterProfessional
from shared.problems import InvalidInput, Unavailable
from tests.unit.gateway.house import PASSWORD, PROFILE, House, a_house

EMAIL = PROFILE["email"]


def sign_in(house: House, password: str = PASSWORD, email: str = EMAIL, **more: Any) -> Any:
    body = {"email": email, "password": password, "bearer": True, **more}
    return house.client.post("/api/v1/sessions", json=body)


def sign_up(house: House, **changes: Any) -> Any:
    return house.client.post(
        "/api/v1/accounts", json={**PROFILE, "password": PASSWORD, "bearer": True, **changes}
    )


@pytest.mark.feature("D1")
def test_a_professional_signs_up_once_and_is_known_at_once(house: House) -> None:
    headers = house.sign_up()
    me = house.client.get("/api/v1/me", headers=headers).json()
    assert (me["kind"], me["professional"]["given_name"]) == ("professional", "Agnès")
    assert len(house.caller.all(RegisterProfessional)) == 1


@pytest.mark.feature("D1")
def test_the_same_sign_up_sent_again_opens_no_second_account(house: House) -> None:
    first, again = sign_up(house), sign_up(house)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


def test_a_sign_up_on_anothers_email_is_refused_and_counted_as_a_guess(house: House) -> None:
    sign_up(house)
    answer = sign_up(house, password="not the owner's password")
    assert (answer.status_code, answer.json()["code"]) == (409, "account_not_opened")


def test_a_password_too_short_is_refused_naming_the_field(house: House) -> None:
    answer = sign_up(house, password="court")
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        422,
        "password_too_short",
        "password",
    )


def test_a_sign_up_cut_before_the_directory_is_finished_at_the_next_sign_in(house: House) -> None:
    def down(*_: Any) -> Any:
        raise Unavailable("no_reply")

    house.caller.replies[RegisterProfessional] = down
    assert sign_up(house).status_code == 503
    del house.caller.replies[RegisterProfessional]
    assert sign_in(house).status_code == 201
    keys = {asked.key for asked in house.caller.all(RegisterProfessional)}
    assert len(house.caller.all(RegisterProfessional)) == 2
    assert len(keys) == 1


def test_a_profile_the_directory_refuses_leaves_no_account(house: House) -> None:
    def refuse(*_: Any) -> Any:
        raise InvalidInput("phone", field="phone")

    house.caller.replies[RegisterProfessional] = refuse
    assert sign_up(house).json()["field"] == "phone"
    assert sign_in(house).status_code == 401


def test_nothing_of_the_profile_stays_in_the_database(house: House) -> None:
    account_id = sign_up(house).json()["id"]
    with house.engine.connect() as connection:
        account = find_account(connection, account_id)
    assert account is not None
    assert account.pending is None
    assert b"agnes" not in b"".join(f.read_bytes() for f in house.folder.glob("gateway.db*"))


@pytest.mark.feature("D1")
def test_an_unknown_email_and_a_wrong_password_get_the_same_answer(house: House) -> None:
    sign_up(house)
    wrong, unknown = (
        sign_in(house, password="pas le bon mot de passe"),
        sign_in(house, email="x@exemple.invalid"),
    )
    said = [{k: v for k, v in a.json().items() if k != "correlation_id"} for a in (wrong, unknown)]
    assert said[0] == said[1]
    assert wrong.status_code == 401


def test_the_email_is_found_whatever_its_case(house: House) -> None:
    sign_up(house)
    assert sign_in(house, email=f"  {EMAIL.upper()} ").status_code == 201


def test_a_token_is_given_only_when_asked_else_a_cookie(house: House) -> None:
    sign_up(house)
    answer = sign_in(house, bearer=False)
    assert "token" not in answer.json()
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "set-cookie" not in sign_in(house).headers


def test_over_https_the_cookie_belongs_to_this_host_alone(tmp_path: Path) -> None:
    with a_house(tmp_path, public_url="https://testserver.local") as house:
        sign_up(house)
        answer = sign_in(house, bearer=False)
        assert "__Host-maillon-session=" in answer.headers["set-cookie"]
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert house.client.get("/api/v1/me").status_code == 200


def test_over_https_a_plain_cookie_set_by_another_site_of_the_domain_is_not_read(tmp_path: Path) -> None:
    with a_house(tmp_path, public_url="https://testserver.local") as house:
        token = sign_up(house).json()["token"]
        house.client.cookies.set("maillon-session", token)
        assert house.client.get("/api/v1/me").status_code == 401


def test_after_signing_out_the_token_opens_nothing(house: House) -> None:
    headers = house.sign_up()
    assert house.client.delete("/api/v1/sessions/current", headers=headers).status_code == 204
    answer = house.client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


def test_a_session_unused_for_long_is_over_and_told_so(house: House) -> None:
    headers = house.sign_up()
    house.clock.move(timedelta(hours=2))
    answer = house.client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


def test_a_session_used_now_and_then_lives_until_its_end(house: House) -> None:
    headers = house.sign_up()
    for _ in range(11):
        house.clock.move(timedelta(hours=1))
        assert house.client.get("/api/v1/me", headers=headers).status_code == 200
    house.clock.move(timedelta(hours=1))
    assert house.client.get("/api/v1/me", headers=headers).status_code == 401


def test_sessions_are_kept_as_hashes(house: House) -> None:
    token = house.sign_up()["Authorization"].split()[1]
    assert token.encode() not in b"".join(f.read_bytes() for f in house.folder.glob("gateway.db*"))
