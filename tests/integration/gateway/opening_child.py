"""Opens a batch of two people and is killed at a step: `python opening_child.py FOLDER STEP`; 0: not killed.

The vault is a file of lines, each written whole or not at all; a step is the moment before or after a write
to the gateway's database, or before or after the vault's.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from services.gateway.batches.opening import go_on
from services.gateway.batches.people_file import read_people
from services.gateway.batches.previewing import preview_people
from services.gateway.batches.store import BatchStore
from services.gateway.edge.positions import Positions
from services.gateway.edge.talk import Talk
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.keys import GatewayKeys
from shared.clock import Clock, FrozenClock
from shared.contracts.directory import ListMyOrganisations, Organisation, Organisations
from shared.contracts.shapes import Request
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.contracts.vault_waiting import CheckPeople, Faults, OpenWaitingVault, WaitingVault
from shared.eventstore.database import open_engine
from shared.problems import Conflict
from shared.rpc.call import Actor, Answer

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE = "Prénom;Nom\nAwa;Exemple\nLéo;Essai\n".encode()
OPENER = Actor(id="p1", kind="professional", organisation_id="org-1", verified=True)
STILL_IN = Organisation(id=OPENER.organisation_id, name="Service (démo)", teams=[], members=[])
ASKS = ConsentTerms(
    grantee=Grantee(kind="organisation", id="org-1"),
    scope=Scope(categories=["identity"]),
    actions=["see"],
    purpose="rights",
    until=NOW + timedelta(days=365),
)


class Steps:
    """Counts the steps, and kills this very process at the one asked for."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.passed = fatal, 0

    def step(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class FileVault:
    """Answers as the vault does: an id opens once."""

    def __init__(self, file: Path, steps: Steps) -> None:
        self.file, self.steps = file, steps

    def lines(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []

    async def call(self, request: Request, actor: Actor, **_: Any) -> Answer:
        if isinstance(request, CheckPeople):
            return Answer(value=Faults(faults=[]), position="")
        if isinstance(request, ListMyOrganisations):  # the directory's
            return Answer(value=Organisations(organisations=[STILL_IN]), position="")
        assert isinstance(request, OpenWaitingVault)
        self.steps.step()
        if any(line.startswith(request.vault_id) for line in self.lines()):
            raise Conflict("vault_exists")
        with self.file.open("a", encoding="utf-8") as out:
            out.write(f"{request.vault_id} {request.given_name}\n")
        self.steps.step()
        until = NOW + timedelta(days=90)
        return Answer(value=WaitingVault(vault_id=request.vault_id, until=until), position="")


class SteppedDatabase(IdentityDatabase):
    """The gateway's own, each write between two steps."""

    steps = Steps(0)

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        self.steps.step()
        done = await super().write(work)
        self.steps.step()
        return done


async def open_batch(folder: Path, steps: Steps, clock: Clock, batch_id: str = "") -> str:
    """Preview where no batch is given, confirm, and go on; its id."""
    database = SteppedDatabase(open_engine(f"sqlite:///{folder}", "gateway.db"))
    store = BatchStore(database, GatewayKeys(b"x" * 32), clock)
    vault = FileVault(folder / "vaults.txt", steps)
    talk = Talk(vault, OPENER, "key", Positions(""))
    try:
        if not batch_id:
            batch = await preview_people(store, talk, read_people(PEOPLE), ASKS, "d" * 64)
            batch_id = batch.id
            (folder / "batch.txt").write_text(batch_id)
        await store.confirm(batch_id)
        database.steps = steps
        await go_on(store, talk, await store.show(OPENER.id, batch_id))
    finally:
        database.close()
    return batch_id


if __name__ == "__main__":
    counted = Steps(int(sys.argv[2]))
    asyncio.run(open_batch(Path(sys.argv[1]), counted, FrozenClock(NOW)))
    sys.stdout.write(str(counted.passed))
