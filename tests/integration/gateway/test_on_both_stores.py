"""Accounts, sessions and attempts hold on SQLite and on PostgreSQL, and when many try at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.gateway.batches.tables import METADATA
from services.gateway.identity.accounts import (
    Account,
    find_by_card,
    find_by_email,
    insert_account,
    issue_card,
)
from services.gateway.identity.attempts import FREE_FAILURES, Guess, admit
from services.gateway.identity.sessions import end_session, find_session, open_session
from services.gateway.refusals import TooManyAttempts
from services.gateway.wiring import open_identity_engine
from shared.eventstore.database import Database
from shared.eventstore.migrate import drift, upgrade

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THREADS = 8
ACCOUNT = Account(id="p1", kind="professional", secret_hash="h", opened_at=NOW, email_key="e" * 64)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = f"sqlite:///{tmp_path}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = open_identity_engine(url)
    upgrade(opened, "services.gateway.migrations")
    yield opened
    opened.dispose()


def test_the_migrated_tables_are_the_ones_the_code_knows(engine: sa.Engine) -> None:
    assert drift(Database(engine, engine), METADATA) == []


def test_an_account_is_found_by_its_email_and_no_other_may_take_it(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        insert_account(connection, ACCOUNT)
    with engine.connect() as connection:
        assert find_by_email(connection, "e" * 64) == ACCOUNT
        assert find_by_email(connection, "f" * 64) is None
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        insert_account(connection, Account(**{**ACCOUNT.__dict__, "id": "p2"}))


def test_a_session_is_found_until_it_ends(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        insert_account(connection, ACCOUNT)
        token = open_session(connection, ACCOUNT, "password", NOW)
    with engine.begin() as connection:
        found = find_session(connection, token, NOW + timedelta(minutes=5))
        assert found is not None
        assert (found[0].account_id, found[0].expired, found[1]) == ("p1", False, True)
        end_session(connection, token)
        assert find_session(connection, token, NOW) is None


def test_a_new_card_revokes_the_one_before(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        insert_account(connection, ACCOUNT)
        issue_card(connection, "p1", "1" * 64, NOW)
        issue_card(connection, "p1", "2" * 64, NOW)
    with engine.connect() as connection:
        assert [find_by_card(connection, card * 64)[1] for card in ("1", "2", "3")] == [True, False, False]


def test_guesses_made_at_the_same_time_cannot_slip_through(engine: sa.Engine) -> None:
    guess = Guess("a" * 64, "b" * 64)

    def one_guess(_number: int) -> bool:
        try:
            with engine.begin() as connection:
                admit(connection, guess, NOW)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        admitted = sum(pool.map(one_guess, range(40)))
    assert admitted == FREE_FAILURES + 1
