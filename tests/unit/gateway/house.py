"""A gateway of its own for each test: real database in a file, real blob store, a clock that is moved by
hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from services.gateway.app import create_app
from services.gateway.identity.tables import FEED, METADATA
from services.gateway.parts import GatewaySettings, Parts
from shared.blobs import BlobStore
from shared.clock import FrozenClock
from shared.eventstore.database import open_engine
from shared.eventstore.tables import HEAD_ID
from tests.unit.gateway.fake_caller import FakeCaller

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = b"a secret only for the unit tests"
PASSWORD = "une phrase assez longue"
PROFILE = {
    "given_name": "Agnès",
    "family_name": "Démonstration",
    "email": "agnes@exemple.invalid",
    "phone": "",
    "profession": "assistante sociale",
}


@dataclass
class House:
    """What a test holds: the client in front, the fakes behind."""

    client: TestClient[Litestar]
    caller: FakeCaller
    clock: FrozenClock
    blobs: BlobStore
    folder: Path
    engine: sa.Engine

    def clean(self) -> None:
        """Make everything as on the first day, for the next test; the application stays."""
        with self.engine.begin() as connection:
            for table in reversed(METADATA.sorted_tables):
                connection.execute(table.delete())
            begin_feed(connection)
        self.client.cookies.clear()
        self.caller.__init__()  # type: ignore[misc]
        self.clock.move(NOW - self.clock.now())
        shutil.rmtree(self.folder / "blobs", ignore_errors=True)

    def sign_up(self, **changes: Any) -> dict[str, str]:
        """A professional's account; returns the headers that speak for it."""
        body = {**PROFILE, "password": PASSWORD, "bearer": True, **changes}
        answer = self.client.post("/api/v1/accounts", json=body)
        assert answer.status_code == 201, answer.text
        self.caller.verified.add(answer.json()["id"])
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def open_vault(self, headers: dict[str, str], pin: str = "4807") -> dict[str, str]:
        """A vault opened by that professional; `vault_id`, `card`, `card_page`."""
        body = {"given_name": "Awa", "pin": pin}
        answer = self.client.post("/api/v1/vaults", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        opened: dict[str, str] = answer.json()
        return opened

    def sign_in_by_card(self, card: str, pin: str = "4807") -> Any:
        body = {"card": card, "pin": pin, "bearer": True}
        return self.client.post("/api/v1/sessions", json=body)


def begin_feed(connection: sa.Connection) -> None:
    """The feed's head, as migrations make it; nothing where it is there already."""
    if connection.execute(sa.select(FEED.feed_head)).first() is None:
        head = {"id": HEAD_ID, "epoch": "e-1", "event_position": 0, "feed_position": 0, "log_position": 0}
        connection.execute(sa.insert(FEED.feed_head), head)


@contextmanager
def a_house(folder: Path, **settings: Any) -> Iterator[House]:
    """Open a gateway in this folder, and close it."""
    engine = open_engine(f"sqlite:///{folder}", "gateway.db")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        begin_feed(connection)
    caller, clock, blobs = FakeCaller(), FrozenClock(NOW), BlobStore(folder / "blobs")
    given = GatewaySettings(**{"secret": SECRET, "public_url": "http://testserver.local", **settings})
    parts = Parts(settings=given, caller=caller, blobs=blobs, clock=clock, engine=engine)
    with TestClient(create_app(parts), base_url=given.public_url) as client:
        yield House(client, caller, clock, blobs, folder, engine)
