"""What the gateway tells of accounts: kinds, never people; with the account or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.gateway.identity.accounts import Account, insert_account
from services.gateway.identity.attempts import KNOWN_BUDGET
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.operators import create_operator
from services.gateway.identity.tables import ACCOUNT, FEED
from shared.contracts import vault
from shared.contracts.vault_erasure import GetErasure
from tests.unit.gateway.erasing import report
from tests.unit.gateway.house import NOW, PASSWORD, PROFILE, SECRET, House

OPERATOR = "operateur@exemple.invalid"


def said(house: House) -> list[tuple[str, str, str]]:
    """Type, subject and data of every fact in the feed."""
    with house.engine.connect() as connection:
        rows = connection.execute(sa.select(FEED.feed).order_by(FEED.feed.c.position)).all()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [(row.type, row.subject, row.data) for row in rows]


def types(house: House) -> list[str]:
    return [kind for kind, _, _ in said(house)]


def operator(house: House) -> dict[str, str]:
    create_operator(house.engine, GatewayKeys(SECRET), house.clock, OPERATOR, PASSWORD)
    body = {"email": OPERATOR, "password": PASSWORD, "bearer": True}
    return {"Authorization": f"Bearer {house.client.post('/api/v1/sessions', json=body).json()['token']}"}


def guess(house: House, times: int) -> None:
    """Wrong passwords, far enough apart to be admitted."""
    for number in range(times):
        house.clock.move(timedelta(seconds=2 ** (number + 1)))
        body = {"email": PROFILE["email"], "password": "une autre phrase, fausse"}
        assert house.client.post("/api/v1/sessions", json=body).status_code == 401


def test_a_sign_up_and_a_sign_in_are_facts_that_lead_to_nobody(house: House) -> None:
    house.sign_up()
    professional = '{"kind":"professional"}'
    assert said(house) == [
        ("gateway.account_opened", "professional", professional),
        ("gateway.signed_in", "professional", professional),
    ]


def test_a_wrong_password_is_no_sign_in(house: House) -> None:
    house.sign_up()
    guess(house, 1)
    assert types(house).count("gateway.signed_in") == 1


def test_wrong_secrets_that_use_up_what_an_account_allows_lock_it_once(house: House) -> None:
    opened = house.client.post("/api/v1/accounts", json={**PROFILE, "password": PASSWORD})
    assert opened.status_code == 201
    device = house.client.cookies["maillon-device"]  # known, so that one address may guess often enough
    house.client.cookies.clear()
    house.client.cookies.set("maillon-device", device)
    guess(house, KNOWN_BUDGET - 1)
    assert "gateway.account_locked" not in types(house)
    guess(house, 1)
    assert said(house)[-1] == ("gateway.account_locked", "professional", '{"kind":"professional"}')
    again = house.client.post("/api/v1/sessions", json={"email": PROFILE["email"], "password": PASSWORD})
    assert again.status_code == 429
    assert types(house).count("gateway.account_locked") == 1


def test_guesses_on_no_account_lock_nothing(house: House) -> None:
    guess(house, KNOWN_BUDGET)
    assert said(house) == []


def test_an_opening_and_a_card_are_told_as_a_holder_s(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    house.sign_in_by_card(opened["card"])
    assert said(house)[2:] == [
        ("gateway.account_opened", "holder", '{"kind":"holder"}'),
        ("gateway.signed_in", "holder", '{"kind":"holder"}'),
    ]


def test_an_account_and_its_fact_are_there_together_or_not_at_all(house: House) -> None:
    account = Account(id="p1", kind="professional", secret_hash="x", opened_at=NOW)
    with house.engine.connect() as connection:
        insert_account(connection, account)
        connection.rollback()
    with house.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(ACCOUNT)).scalar_one() == 0
    assert said(house) == []
    with house.engine.begin() as connection:
        insert_account(connection, account)
    assert types(house) == ["gateway.account_opened"]


def test_an_account_refused_after_all_is_told_as_closed(house: House) -> None:
    headers = house.sign_up()
    opened = house.open_vault(headers)
    token = house.sign_in_by_card(opened["card"]).json()["token"]
    house.caller.replies[vault.EraseVault] = lambda request, _actor: vault.Done(id=request.vault_id)
    house.caller.replies[GetErasure] = lambda request, _actor: report(request.vault_id)
    erased = house.client.request(
        "DELETE",
        f"/api/v1/vaults/{opened['vault_id']}",
        json={"confirmation": "EFFACER", "pin": "4807"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert erased.status_code == 200, erased.text
    assert said(house)[-1] == ("gateway.account_closed", "holder", '{"kind":"holder"}')


@pytest.mark.feature("G8")
def test_an_operator_reads_the_feed_as_cloud_events_from_a_position(house: House) -> None:
    headers = operator(house)
    house.sign_up()
    page: dict[str, Any] = house.client.get("/api/v1/feed?after=1&limit=2", headers=headers).json()
    assert (page["epoch"], page["head"]) == ("e-1", 4)
    assert [(fact["id"], fact["type"]) for fact in page["facts"]] == [
        ("e-1/2/1", "fr.maillon.gateway.signed_in.v1"),
        ("e-1/3/1", "fr.maillon.gateway.account_opened.v1"),
    ]
    assert page["facts"][0]["data"] == {"kind": "operator"}
    assert house.client.get("/api/v1/feed?after=4", headers=headers).json()["facts"] == []


@pytest.mark.feature("G8")
def test_nobody_else_reads_the_feed(house: House) -> None:
    assert house.client.get("/api/v1/feed").status_code == 401
    assert house.client.get("/api/v1/feed", headers=house.sign_up()).status_code == 403
