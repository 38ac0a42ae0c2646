"""Killed at any step of opening a batch, the gateway goes on after its restart, and opens nobody twice."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from deploy.container.migrations import migrate_gateway
from services.gateway.batches.batch import Batch
from services.gateway.batches.opening import go_on
from services.gateway.batches.people_file import read_people
from services.gateway.batches.previewing import preview_people
from services.gateway.batches.store import LEASE, BatchStore
from services.gateway.edge.positions import Positions
from services.gateway.edge.talk import Talk
from services.gateway.identity.database import FILE_NAME, IdentityDatabase
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.tables import ACCOUNT
from shared.clock import FrozenClock
from shared.eventstore.database import open_engine
from tests.integration.gateway import opening_child as child

ROOT = Path(__file__).parents[3]
AT_ONCE = 4


def run_child(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.integration.gateway.opening_child", str(folder), str(step)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def accounts(url: str) -> int:
    engine = open_engine(url, FILE_NAME)
    with engine.connect() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(ACCOUNT)).scalar_one()
    engine.dispose()
    return count


def shown(folder: Path, batch_id: str) -> tuple[Batch, dict[int, str]]:
    database = IdentityDatabase(open_engine(f"sqlite:///{folder}", FILE_NAME))
    store = BatchStore(database, GatewayKeys(b"x" * 32), FrozenClock(child.NOW))

    async def look() -> tuple[Batch, dict[int, str]]:
        return await store.show(child.OPENER.id, batch_id), await store.cards(batch_id)

    try:
        return asyncio.run(look())
    finally:
        database.close()


@pytest.mark.feature("V22")
@pytest.mark.timeout(180)
def test_killed_at_any_step_it_goes_on_and_opens_nobody_twice(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    migrate_gateway(f"sqlite:///{fresh}")
    whole = run_child(Path(shutil.copytree(fresh, tmp_path / "whole")), 0)
    assert whole.returncode == 0, whole.stderr
    steps = range(1, int(whole.stdout) + 1)

    def killed(step: int) -> tuple[int, list[str], int, str, int]:
        folder = Path(shutil.copytree(fresh, tmp_path / f"step-{step}"))
        code = run_child(folder, step).returncode
        batch_id = (folder / "batch.txt").read_text()
        later = FrozenClock(child.NOW + LEASE)
        asyncio.run(child.open_batch(folder, child.Steps(0), later, batch_id))
        batch, cards = shown(folder, batch_id)
        names = sorted(line.split()[1] for line in (folder / "vaults.txt").read_text().splitlines())
        return code, names, accounts(f"sqlite:///{folder}"), batch.state, len(cards)

    assert len(steps) >= 12
    with ThreadPoolExecutor(2) as pool:
        for step, found in zip(steps, pool.map(killed, steps), strict=True):
            assert found == (-9, ["Awa", "Léo"], 2, "done", 2), step


def test_of_one_file_opened_by_many_at_once_on_postgresql_each_person_has_one_vault(
    postgres_url: str, tmp_path: Path
) -> None:
    migrate_gateway(postgres_url)
    database = IdentityDatabase(open_engine(postgres_url, FILE_NAME))
    store = BatchStore(database, GatewayKeys(b"x" * 32), FrozenClock(child.NOW))
    vault = child.FileVault(tmp_path / "vaults.txt", child.Steps(0))

    async def one() -> Batch:
        talk = Talk(vault, child.OPENER, "key", Positions(""))
        batch = await preview_people(store, talk, read_people(child.PEOPLE), child.ASKS, "d" * 64)
        await store.confirm(batch.id)
        await go_on(store, talk, await store.show(child.OPENER.id, batch.id))
        return await store.show(child.OPENER.id, batch.id)

    async def at_once() -> list[Batch]:
        return list(await asyncio.gather(*(one() for _ in range(AT_ONCE))))

    try:
        batches = asyncio.run(at_once())
    finally:
        database.close()
    assert {batch.state for batch in batches} == {"done"}
    assert len(vault.lines()) == 2
    assert accounts(postgres_url) == 2
