"""Pieces of uploads: each whole or absent, in a chain without gap, sealed for its own place."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared.blobs import BlobStore, DamagedBlobError, Pieces, new_document_key
from shared.blobs.encryption import HEADER_BYTES, SEGMENT_BYTES, TAG_BYTES, clear_size
from shared.problems import InvalidInput

UPLOAD = UUID("6f1a0c1e-0000-4000-8000-00000000abce")
KEY = new_document_key()
PLACE = b"vault/upload"
FIRST = SEGMENT_BYTES - HEADER_BYTES - TAG_BYTES  # clear bytes of a first segment


@pytest.fixture
def pieces(tmp_path: Path) -> Pieces:
    return BlobStore(tmp_path).pieces


def put(pieces: Pieces, offset: int, clear: bytes) -> bool:
    name = uuid4().hex
    writer = pieces.writer(name, offset, data_key=KEY, place=PLACE)
    writer.write(clear)
    writer.finish()
    return pieces.keep(name, UPLOAD, offset)


def clear(pieces: Pieces) -> bytes:
    return b"".join(pieces.clear(UPLOAD, data_key=KEY, place=PLACE))


def test_an_upload_is_as_far_as_its_pieces_without_a_gap(pieces: Pieces) -> None:
    assert pieces.offset(UPLOAD) == 0
    assert put(pieces, 0, b"bonjour ")
    assert put(pieces, 8, b"Awa")
    assert put(pieces, 20, b"plus loin")
    assert (pieces.offset(UPLOAD), pieces.count(UPLOAD), clear(pieces)) == (11, 2, b"bonjour Awa")


def test_two_pieces_at_one_offset_and_the_first_stays(pieces: Pieces, tmp_path: Path) -> None:
    assert put(pieces, 0, b"premier")
    assert not put(pieces, 0, b"second, plus long")
    assert clear(pieces) == b"premier"
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_piece_put_elsewhere_or_altered_does_not_open(pieces: Pieces, tmp_path: Path) -> None:
    put(pieces, 0, b"aaaa")
    put(pieces, 4, b"bbbb")
    folder = tmp_path / "uploads" / UPLOAD.hex
    first, second = folder / "0", folder / "4"
    first.write_bytes(second.read_bytes())
    with pytest.raises(DamagedBlobError):
        clear(pieces)
    first.write_bytes(bytes(len(second.read_bytes())))
    with pytest.raises(DamagedBlobError):
        clear(pieces)


def test_no_clear_byte_of_a_piece_is_on_disk(pieces: Pieces, tmp_path: Path) -> None:
    put(pieces, 0, b"canari" * 1_000)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"canari" in content for content in kept)


def test_a_piece_has_its_limit(pieces: Pieces) -> None:
    with pytest.raises(InvalidInput):
        put(pieces, 0, bytes(1_000_001))
    assert pieces.offset(UPLOAD) == 0


@pytest.mark.parametrize(
    "size", [1, FIRST - 1, FIRST, FIRST + 1, FIRST + SEGMENT_BYTES - TAG_BYTES, 3_000_000]
)
def test_the_size_of_the_clear_bytes_is_known_from_that_of_the_sealed_ones(tmp_path: Path, size: int) -> None:
    store = BlobStore(tmp_path)
    staged = store.stage([bytes(size)], data_key=KEY, associated_data=b"a", max_bytes=size)
    assert clear_size((tmp_path / "staging" / staged.name).stat().st_size) == size


def test_uploads_left_alone_are_collected_and_those_added_to_are_not(pieces: Pieces, tmp_path: Path) -> None:
    put(pieces, 0, b"vieux")
    now = datetime.now(UTC)
    os.utime(tmp_path / "uploads" / UPLOAD.hex, (0, (now - timedelta(days=2)).timestamp()))
    assert BlobStore(tmp_path).collect_orphans(now) == 1
    put(pieces, 0, b"neuf")
    assert BlobStore(tmp_path).collect_orphans(now) == 0
    assert pieces.drop(UPLOAD)
    assert not pieces.drop(UPLOAD)
    assert pieces.offset(UPLOAD) == 0
