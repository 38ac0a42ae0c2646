"""Guesses are few, counted for good, and never lock the owner out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.gateway.identity.attempts import (
    KNOWN_BUDGET,
    UNKNOWN_BUDGET,
    Guess,
    admit,
    forgive,
    wait_s,
)
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.tables import METADATA
from services.gateway.refusals import TooManyAttempts
from shared.eventstore.database import open_engine
from tests.unit.gateway.house import PASSWORD, PROFILE, House, a_house

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = "a" * 64


@pytest.fixture
def database(tmp_path: Path) -> Any:
    engine = open_engine(f"sqlite:///{tmp_path}", "gateway.db")
    METADATA.create_all(engine)
    database = IdentityDatabase(engine)
    yield database
    database.close()


def attempt(database: IdentityDatabase, guess: Guess, at: datetime) -> None:
    """One guess at that instant. Raises TooManyAttempts."""
    database.write_now(lambda connection: admit(connection, guess, at))


def guesses_admitted(database: IdentityDatabase, addresses: int, *, known_device: bool = False) -> int:
    """How many guesses get through in an hour, one try every twenty seconds from so many addresses in
    turn.
    """
    admitted = 0
    for number in range(180):
        guess = Guess(OWNER, f"{number % addresses:064d}", known_device)
        try:
            attempt(database, guess, NOW + timedelta(seconds=20 * number))
            admitted += 1
        except TooManyAttempts:
            continue
    return admitted


def test_the_first_two_failures_cost_no_wait_and_each_next_doubles_it() -> None:
    at = [NOW, NOW, NOW, NOW]
    assert [wait_s(at[:n], 10, NOW) for n in range(5)] == [0, 0, 0, 2, 4]


def test_a_spent_budget_waits_for_the_oldest_failure_to_be_an_hour_old() -> None:
    failures = [NOW, NOW + timedelta(minutes=10), NOW + timedelta(minutes=20)]
    assert wait_s(failures, 3, NOW + timedelta(minutes=30)) == 30 * 60


@pytest.mark.parametrize("addresses", [1, 7, 300])
def test_at_most_ten_guesses_an_hour_reach_an_account_from_anywhere(
    database: IdentityDatabase, addresses: int
) -> None:
    strangers = guesses_admitted(database, addresses)
    owners = guesses_admitted(database, 1, known_device=True)
    assert strangers <= UNKNOWN_BUDGET
    assert owners <= KNOWN_BUDGET
    assert strangers + owners <= 10


def test_an_address_that_tries_every_account_is_stopped(database: IdentityDatabase) -> None:
    def try_everyone() -> None:
        for number in range(61):
            guess = Guess(f"{number:064d}", OWNER)
            attempt(database, guess, NOW)

    with pytest.raises(TooManyAttempts):
        try_everyone()


def test_a_right_secret_forgives_that_address_and_no_other(database: IdentityDatabase) -> None:
    here, there = Guess(OWNER, "1" * 64), Guess(OWNER, "2" * 64)
    for guess in (here, here, there):
        attempt(database, guess, NOW)
    database.write_now(lambda c: forgive(c, here))
    database.write_now(lambda c: admit(c, here, NOW))
    database.write_now(lambda c: admit(c, here, NOW + timedelta(seconds=10)))
    with pytest.raises(TooManyAttempts):
        database.write_now(lambda c: admit(c, there, NOW + timedelta(seconds=10)))


def sign_in(house: House, password: str) -> Any:
    return house.client.post("/api/v1/sessions", json={"email": PROFILE["email"], "password": password})


def test_a_throttled_guess_is_told_when_to_come_back(house: House) -> None:
    house.sign_up()
    statuses = [sign_in(house, "faux mot de passe").status_code for _ in range(4)]
    answer = sign_in(house, PASSWORD)
    assert statuses == [401, 401, 401, 429]
    assert (answer.json()["code"], answer.json()["kind"]) == ("too_many_attempts", "unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    house.clock.move(timedelta(seconds=5))
    assert sign_in(house, PASSWORD).status_code == 201


def test_the_owners_own_browser_enters_while_a_stranger_guesses(house: House) -> None:
    house.sign_up()
    assert sign_in(house, PASSWORD).status_code == 201
    device = house.client.cookies["maillon-device"]
    house.client.cookies.clear()
    while sign_in(house, "un mot de passe deviné").status_code != 429:
        house.clock.move(timedelta(minutes=1))
    assert sign_in(house, PASSWORD).status_code == 429
    house.client.cookies.set("maillon-device", device)
    assert sign_in(house, PASSWORD).status_code == 201


def test_a_made_up_device_mark_buys_no_other_budget(house: House) -> None:
    house.sign_up()
    house.client.cookies.set("maillon-device", "00.00")
    assert [sign_in(house, "faux mot de passe").status_code for _ in range(4)][-1] == 429


def test_the_count_survives_a_restart(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        house.sign_up()
        assert [sign_in(house, "faux mot de passe").status_code for _ in range(3)] == [401] * 3
    with a_house(tmp_path) as house:
        assert sign_in(house, PASSWORD).status_code == 429
