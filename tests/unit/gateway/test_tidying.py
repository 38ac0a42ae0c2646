"""What is kept for a time goes by itself when it is over, though nobody opens another page."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.gateway.batches.tables import BATCH, KNOWN, ROW
from services.gateway.identity.tables import ACCOUNT, ATTEMPT, CARD_PAGE, REMOTE_CODE
from services.gateway.tidying import tidy
from shared.contracts.vault_facts import VaultErased
from tests.unit.gateway.house import House
from tests.unit.gateway.many import WaitingRoom
from tests.unit.gateway.test_batches_api import PATH, begin
from tests.unit.gateway.test_erased_vaults import hear


def rows(house: House, *tables: sa.Table) -> list[int]:
    with house.engine.connect() as connection:
        counts = [sa.select(sa.func.count()).select_from(table) for table in tables]
        return [connection.execute(one).scalar_one() for one in counts]


@pytest.mark.feature("V1")
def test_lists_of_people_cards_codes_and_guesses_go_in_their_time_without_a_visitor(house: House) -> None:
    WaitingRoom(house)
    headers = house.sign_up()
    house.open_vault(headers)
    one = f"{PATH}/{begin(house, headers, 'Awa', 'Binta')['id']}"
    house.client.post(f"{one}/openings", headers=headers)
    house.client.post("/api/v1/remote-vaults", json={"given_name": "Nour"}, headers=headers)
    house.sign_in_by_card("0" * 28)
    tidy(house.engine, house.clock)
    assert rows(house, BATCH, ROW, KNOWN, CARD_PAGE, REMOTE_CODE) == [1, 2, 2, 1, 1]
    house.clock.move(timedelta(days=1))
    tidy(house.engine, house.clock)
    with house.engine.connect() as connection:
        assert connection.execute(sa.select(ROW.c.card)).scalars().all() == [None, None]
    assert rows(house, ATTEMPT, CARD_PAGE) == [0, 0]
    house.clock.move(timedelta(days=92))
    tidy(house.engine, house.clock)
    assert rows(house, BATCH, ROW, CARD_PAGE, REMOTE_CODE) == [0] * 4
    assert tidy(house.engine, house.clock) == 0


@pytest.mark.feature("V22")
def test_who_comes_late_to_a_vault_that_a_mandate_kept_still_has_their_card(house: House) -> None:
    room = WaitingRoom(house)
    headers = house.sign_up()
    one = f"{PATH}/{begin(house, headers, 'Awa', 'Binta')['id']}"
    house.client.post(f"{one}/openings", headers=headers)
    cards = house.client.get(f"{one}/cards", headers=headers).json()["cards"]
    house.clock.move(timedelta(days=92))
    hear(house, VaultErased(vault_id=list(room.opened)[1]))
    tidy(house.engine, house.clock)
    assert rows(house, ACCOUNT, KNOWN) == [2, 1]
    kept, over = ({"card": card["card"], "pin": "4807", "bearer": True} for card in cards)
    assert house.client.post("/api/v1/first-uses", json=kept).status_code == 201
    assert house.client.post("/api/v1/first-uses", json=over).status_code == 401
