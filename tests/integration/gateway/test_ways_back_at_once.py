"""One grant used several times at once, on PostgreSQL: one card, and it is the one that works."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from deploy.container.migrations import migrate_gateway
from services.gateway.identity import key_card
from services.gateway.identity.accounts import find_live_card
from services.gateway.identity.database import FILE_NAME, IdentityDatabase
from services.gateway.identity.holders import Holders
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.recovery import Recovery
from services.gateway.identity.secret_acts import SecretActs
from shared.clock import SystemClock
from shared.eventstore.database import open_engine
from shared.problems import Conflict
from tests.unit.gateway.fake_caller import FakeCaller

AT_ONCE = 6
ROUNDS = 3


@pytest.mark.feature("V18")
def test_of_one_grant_used_many_times_at_once_one_makes_the_card(postgres_url: str) -> None:
    migrate_gateway(postgres_url)
    database = IdentityDatabase(open_engine(postgres_url, FILE_NAME))
    keys, pool, clock = GatewayKeys(b"x" * 32), SignInPool(), SystemClock()
    acts = SecretActs(database, FakeCaller())
    holders = Holders(database, keys, pool, clock, acts)
    recovery = Recovery(database, keys, pool, clock, holders, acts)

    async def used() -> tuple[str, list[str | BaseException]]:
        vault_id = str(uuid4())
        await holders.begin(vault_id, "4807", "opening")
        once = str(uuid4())
        asked = (recovery.new_both(vault_id, once, "7391") for _ in range(AT_ONCE))
        return vault_id, await asyncio.gather(*asked, return_exceptions=True)

    try:
        for _ in range(ROUNDS):
            vault_id, answers = asyncio.run(used())
            (card,) = [answer for answer in answers if isinstance(answer, str)]
            assert all(isinstance(answer, Conflict) for answer in answers if answer is not card)
            live = database.write_now(lambda c, v=vault_id: find_live_card(c, v))  # type: ignore[misc]
            assert live == key_card.card_id(key_card.parse_card(card))
    finally:
        pool.close()
        database.close()
