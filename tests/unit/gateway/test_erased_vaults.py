"""The gateway hears that a vault is erased: who held it is gone here too, however often it is said."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.gateway.erased_vaults import erased_vaults
from services.gateway.identity import tables
from services.gateway.identity.forgetting import OF_ACCOUNT
from shared.contracts.shapes import PublishedFact
from shared.contracts.vault_facts import VaultErased, VaultOpened
from tests.unit.gateway.house import NOW, House


def hear(house: House, *facts: VaultErased | VaultOpened) -> Any:
    """As the worker does; returns the consumer."""
    consumer = erased_vaults(house.engine, house.clock)
    _, after = consumer.position()
    said = [
        PublishedFact(
            position=after + n,
            type=fact.TYPE,
            version=fact.VERSION,
            subject=fact.vault_id,
            subject_version=n,
            recorded_at=NOW,
            data=msgspec.Raw(msgspec.json.encode(fact)),
        )
        for n, fact in enumerate(facts, 1)
    ]
    consumer.apply_batch("e-1", said)
    return consumer


def rows_about(house: House, vault_id: str) -> set[str]:
    with house.engine.connect() as connection:
        return {
            table.name
            for table, column in OF_ACCOUNT.items()
            if connection.execute(sa.select(table).where(column == vault_id)).first()
        }


@pytest.mark.feature("W4")
def test_an_erasure_by_an_operator_closes_the_account_its_cards_and_sessions(house: House) -> None:
    headers = house.sign_up()
    gone, kept = house.open_vault(headers), house.open_vault(headers)
    for opened in (gone, kept):
        assert house.sign_in_by_card(opened["card"]).status_code == 201
    session = {"Authorization": f"Bearer {house.sign_in_by_card(gone['card']).json()['token']}"}
    assert rows_about(house, gone["vault_id"]) == {"account", "card", "session", "card_page"}
    hear(house, VaultErased(vault_id=gone["vault_id"]))
    assert rows_about(house, gone["vault_id"]) == set()
    assert house.sign_in_by_card(gone["card"]).status_code == 401
    assert house.client.get(f"/api/v1/vaults/{gone['vault_id']}", headers=session).status_code == 401
    assert house.client.get(gone["card_page"], headers=headers).status_code == 404
    assert rows_about(house, kept["vault_id"]) == {"account", "card", "session", "card_page"}


@pytest.mark.feature("W4")
def test_hearing_it_twice_or_of_somebody_unknown_changes_nothing(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    erased = VaultErased(vault_id=opened["vault_id"])
    hear(house, VaultOpened(vault_id=opened["vault_id"]), erased)
    consumer = hear(house, erased, VaultErased(vault_id="00000000-0000-4000-8000-000000000000"))
    assert consumer.position() == ("e-1", 4)
    with house.engine.connect() as connection:
        kinds = list(connection.scalars(sa.select(tables.FEED.feed.c.type)))
    assert kinds.count("gateway.account_closed") == 1


def test_a_professional_of_that_id_is_never_closed(house: House) -> None:
    headers = house.sign_up()
    me = house.client.get("/api/v1/me", headers=headers)
    account = next(iter(house.caller.profiles))
    hear(house, VaultErased(vault_id=account))
    assert house.client.get("/api/v1/me", headers=headers).status_code == me.status_code
    assert rows_about(house, account) >= {"account", "session"}


def test_every_table_that_holds_an_account_is_emptied_or_named_here() -> None:
    """A new table of the gateway must say whom it is about, or that it is about nobody."""
    about_nobody = {
        "opening_batch",
        "attempt",
        "feed",
        "feed_head",
        "relay_position",
        "consumer_position",
        "parked_fact",
    }
    assert {table.name for table in OF_ACCOUNT} | about_nobody == set(tables.METADATA.tables)
