"""The same opening sent several times at once, on PostgreSQL: one account, and every answer is an answer."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from deploy.container.migrations import migrate_gateway
from services.gateway.identity.database import FILE_NAME, IdentityDatabase
from services.gateway.identity.holders import Holders
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.secret_acts import SecretActs
from shared.clock import SystemClock
from shared.eventstore.database import open_engine
from tests.unit.gateway.fake_caller import FakeCaller

AT_ONCE = 6
ROUNDS = 5


def test_of_one_opening_sent_many_times_at_once_one_makes_the_account(postgres_url: str) -> None:
    migrate_gateway(postgres_url)
    database = IdentityDatabase(open_engine(postgres_url, FILE_NAME))
    pool = SignInPool()
    acts = SecretActs(database, FakeCaller())
    holders = Holders(database, GatewayKeys(b"x" * 32), pool, SystemClock(), acts)

    async def at_once() -> list[str | None]:
        vault_id = str(uuid4())
        return await asyncio.gather(*(holders.begin(vault_id, "4807", "opening") for _ in range(AT_ONCE)))

    try:
        for _ in range(ROUNDS):
            cards = asyncio.run(at_once())
            assert len([card for card in cards if card]) == 1
    finally:
        pool.close()
        database.close()
