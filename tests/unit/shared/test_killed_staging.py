"""`kill -9` at any point of staging and promoting: never half a document, and what is left is collected."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from shared.blobs import BlobStore, DamagedBlobError, new_document_key
from shared.problems import NotFound

KEY = new_document_key()
DOCUMENT = UUID(int=0xAB)
SIZE = 3_000_000
PROGRAM = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from shared.blobs import BlobStore, staging, store as stores
folder, at, key = Path(sys.argv[1]), sys.argv[2], bytes.fromhex(sys.argv[3])
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
write, store = staging.write_out, BlobStore(folder)
if at == "sealing": staging.SegmentCipher.seal = die
if at == "writing": staging.write_out = lambda fd, part, start: die() if start else write(fd, part, start)
if at == "flushing": os.fsync = die
if at == "shelving": stores.sync_folder = die
if at == "renaming": Path.rename = die
chunks = (bytes([number]) * 300_000 for number in range(10))
name = store.stage(chunks, data_key=key, associated_data=b"", max_bytes=3_000_000).name
if at == "telling":
    store._make_shelves()
    stores.sync_folder = die
store.promote(name, UUID(int=0xAB))
"""


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> BlobStore:
    """What is left after a kill at `request.param`."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), request.param, KEY.hex()]
    assert subprocess.run(command, check=False, timeout=50).returncode == -9
    return BlobStore(tmp_path)


def read(store: BlobStore, staged: str) -> int:
    return sum(len(chunk) for chunk in store.open_staged(staged, KEY, b""))


@pytest.mark.parametrize("store", ["sealing", "writing"], indirect=True)
def test_what_was_not_written_to_the_end_is_no_document_at_all(store: BlobStore, tmp_path: Path) -> None:
    [staged] = (tmp_path / "staging").iterdir()
    with pytest.raises(DamagedBlobError):
        read(store, staged.name)
    assert collected(store, tmp_path)


@pytest.mark.parametrize("store", ["flushing", "shelving", "renaming"], indirect=True)
def test_what_was_not_promoted_stays_aside_until_it_is_collected(store: BlobStore, tmp_path: Path) -> None:
    [staged] = (tmp_path / "staging").iterdir()
    assert read(store, staged.name) == SIZE
    assert collected(store, tmp_path)


@pytest.mark.parametrize("store", ["telling"], indirect=True)
def test_what_was_promoted_and_never_told_of_is_whole(store: BlobStore) -> None:
    assert sum(len(chunk) for chunk in store.open(DOCUMENT, KEY, b"")) == SIZE
    store.promote("0" * 32, DOCUMENT)  # asked again: it is there


def collected(store: BlobStore, tmp_path: Path) -> bool:
    """Whether no document was to be seen, and the next day nothing is left."""
    with pytest.raises(NotFound):
        store.open(DOCUMENT, KEY, b"")
    assert store.collect_orphans(datetime.now(UTC) + timedelta(hours=25)) == 1
    return not [path for path in tmp_path.rglob("*") if path.is_file()]
