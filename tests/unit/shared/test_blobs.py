"""Documents at rest: durable or absent, never in clear, never outside their folder."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from shared.blobs import BlobStore, DamagedBlobError, new_document_key
from shared.problems import Conflict, InvalidInput, NotFound, Unavailable

MAX_BYTES = 5_000_000
DOCUMENT = UUID("6f1a0c1e-0000-4000-8000-00000000abcd")
CLEAR = b"attestation de droits " * 100_000


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def chunks(data: bytes, size: int = 60_000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def keep(store: BlobStore, data: bytes, key: bytes, associated: bytes = b"vault/document") -> str:
    staged = store.stage(chunks(data), data_key=key, associated_data=associated, max_bytes=MAX_BYTES)
    store.promote(staged.name, DOCUMENT)
    return staged.name


def files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_document_comes_back_as_it_went_in(store: BlobStore) -> None:
    key = new_document_key()
    staged = store.stage(chunks(CLEAR), data_key=key, associated_data=b"a", max_bytes=MAX_BYTES)
    assert (staged.size, staged.sha256) == (len(CLEAR), hashlib.sha256(CLEAR).hexdigest())
    store.promote(staged.name, DOCUMENT)
    assert b"".join(store.open(DOCUMENT, key, b"a")) == CLEAR


def test_no_clear_byte_is_on_disk(store: BlobStore, tmp_path: Path) -> None:
    keep(store, CLEAR, new_document_key())
    [file] = files(tmp_path)
    assert b"attestation" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_staged_file_can_be_examined_before_it_is_promoted(store: BlobStore) -> None:
    key = new_document_key()
    staged = store.stage([b"page"], data_key=key, associated_data=b"a", max_bytes=MAX_BYTES)
    assert b"".join(store.open_staged(staged.name, key, b"a")) == b"page"


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "document_empty"), (b"x" * (MAX_BYTES + 1), "document_too_large")]
)
def test_an_empty_or_too_large_document_leaves_nothing(
    store: BlobStore, tmp_path: Path, content: bytes, code: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        store.stage(chunks(content), data_key=new_document_key(), associated_data=b"", max_bytes=MAX_BYTES)
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert files(tmp_path) == []


def test_an_upload_that_breaks_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.stage(broken(), data_key=new_document_key(), associated_data=b"", max_bytes=MAX_BYTES)
    assert files(tmp_path) == []


def test_a_full_disk_is_a_clean_refusal(store: BlobStore, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_100_000, hard))
    try:
        with pytest.raises(Unavailable) as refusal:
            store.stage(chunks(CLEAR), data_key=new_document_key(), associated_data=b"", max_bytes=MAX_BYTES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refusal.value.code == "storage_unavailable"
    assert files(tmp_path) == []


@pytest.mark.parametrize("at", [0, 60, 1_048_700, -1])
def test_an_altered_file_is_never_read_as_true(store: BlobStore, tmp_path: Path, at: int) -> None:
    key = new_document_key()
    keep(store, CLEAR, key)
    [file] = files(tmp_path)
    altered = bytearray(file.read_bytes())
    altered[at] ^= 1
    file.write_bytes(altered)
    with pytest.raises(DamagedBlobError):
        b"".join(store.open(DOCUMENT, key, b"vault/document"))


def test_a_cut_file_is_never_read_as_a_shorter_one(store: BlobStore, tmp_path: Path) -> None:
    key = new_document_key()
    keep(store, CLEAR, key)
    [file] = files(tmp_path)
    file.write_bytes(file.read_bytes()[:1_048_576])
    with pytest.raises(DamagedBlobError):
        b"".join(store.open(DOCUMENT, key, b"vault/document"))


def test_another_key_or_another_document_s_data_opens_nothing(store: BlobStore) -> None:
    key = new_document_key()
    keep(store, CLEAR, key)
    for other_key, associated in ((new_document_key(), b"vault/document"), (key, b"other")):
        with pytest.raises(DamagedBlobError):
            b"".join(store.open(DOCUMENT, other_key, associated))


def test_promoting_twice_is_harmless_and_never_replaces_another(store: BlobStore) -> None:
    key = new_document_key()
    name = keep(store, CLEAR, key)
    store.promote(name, DOCUMENT)
    other = store.stage([b"other"], data_key=key, associated_data=b"", max_bytes=MAX_BYTES)
    with pytest.raises(Conflict):
        store.promote(other.name, DOCUMENT)
    assert b"".join(store.open(DOCUMENT, key, b"vault/document")) == CLEAR


def test_a_staged_file_that_expired_is_not_found(store: BlobStore) -> None:
    with pytest.raises(NotFound):
        store.promote("0" * 32, DOCUMENT)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "a" * 31, "A" * 32, "/" + "a" * 31, "a" * 32 + "\n"]
)
def test_a_name_from_outside_never_reaches_the_disk(store: BlobStore, name: str) -> None:
    with pytest.raises(InvalidInput):
        store.promote(name, DOCUMENT)
    with pytest.raises(InvalidInput):
        store.discard(name)


def test_a_deleted_document_is_gone(store: BlobStore, tmp_path: Path) -> None:
    key = new_document_key()
    keep(store, CLEAR, key)
    assert store.delete(DOCUMENT)
    assert not store.delete(DOCUMENT)
    assert files(tmp_path) == []
    with pytest.raises(NotFound):
        store.open(DOCUMENT, key, b"vault/document")


def test_only_orphans_of_yesterday_are_collected(store: BlobStore) -> None:
    key = new_document_key()
    staged = store.stage([b"x"], data_key=key, associated_data=b"", max_bytes=MAX_BYTES)
    kept = store.stage([b"y"], data_key=key, associated_data=b"", max_bytes=MAX_BYTES)
    store.promote(kept.name, DOCUMENT)
    now = datetime.now(UTC)
    assert store.collect_orphans(now + timedelta(hours=23)) == 0
    assert store.collect_orphans(now + timedelta(hours=25)) == 1
    assert b"".join(store.open(DOCUMENT, key, b"")) == b"y"
    with pytest.raises(NotFound):
        store.promote(staged.name, UUID(int=1))
