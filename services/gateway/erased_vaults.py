"""Hears that a vault is erased: account, cards, sessions and cards waiting to be printed go at once.

Whoever erased it: the person here, an operator by the command line, a round that replays an erasure after a
restore. Each may come first; what is gone already stays gone.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.gateway.identity.forgetting import forget_holder
from services.gateway.identity.tables import CONSUMER_POSITION, PARKED_FACT
from shared.clock import Clock
from shared.contracts.shapes import FeedPage, PublishedFact
from shared.contracts.vault import ReadFacts
from shared.contracts.vault_facts import VaultErased
from shared.eventstore.fact_consumer import FactConsumer
from shared.logs import get_logger
from shared.messaging.local import LocalSubscription
from shared.messaging.subscription import Subscription
from shared.rpc.call import Actor, Caller
from shared.rpc.methods import Loop
from shared.settings import Settings

NAME, PRODUCER = "gateway", "vault"
MYSELF = Actor(id="service:gateway", kind="service")
_log = get_logger(__name__)


def erased_vaults(engine: sa.Engine, clock: Clock) -> FactConsumer:
    """The consumer of the vault's facts, in the gateway's own database."""

    def apply(connection: sa.Connection, fact: PublishedFact) -> None:
        if fact.is_a(VaultErased) and forget_holder(connection, fact.read(VaultErased).vault_id, clock.now()):
            _log.info("account_of_erased_vault_closed")

    return FactConsumer(NAME, PRODUCER, engine, CONSUMER_POSITION, apply, parked=PARKED_FACT, clock=clock)


def hearing_of_erasures(settings: Settings, consumer: FactConsumer, caller: Caller) -> Loop:
    """The loop that brings the vault's facts: by the broker, or the feed itself where there is none."""

    def read(after: int, limit: int) -> FeedPage:
        page: FeedPage = caller.call(ReadFacts(after=after, limit=limit), MYSELF).value
        return page

    if settings.amqp_url:
        return Subscription(consumer, settings.amqp_url, read, settings.catch_up_s)
    return LocalSubscription(consumer, read)
