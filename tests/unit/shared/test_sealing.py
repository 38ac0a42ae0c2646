"""Sealed files: Tink reads what we write and we what Tink wrote, at every size where something ends."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import tink
from tink import proto_keyset_format, secret_key_access, streaming_aead

from shared.blobs import BlobStore, DamagedBlobError, new_document_key
from shared.blobs.encryption import SEGMENT_BYTES, TAG_BYTES, clear_room

KEY = new_document_key()
PLACE = b"vault/document"
DOCUMENT = UUID("6f1a0c1e-0000-4000-8000-00000000abcf")
FIRST, NEXT = clear_room(0), clear_room(1)
SIZES = [
    1, 15, 16, 65_535, 65_536, 65_537, FIRST - 1, FIRST, FIRST + 1,
    FIRST + NEXT - 1, FIRST + NEXT, FIRST + NEXT + 1, FIRST + 4 * NEXT, 7_654_321,
]  # fmt: skip


def clear_bytes(size: int) -> bytes:
    """Bytes of which no two segments are alike."""
    return b"".join(hashlib.sha256(number.to_bytes(4)).digest() for number in range(size // 32 + 1))[:size]


def tink_primitive(key: bytes = KEY) -> streaming_aead.StreamingAead:
    streaming_aead.register()
    handle = proto_keyset_format.parse(key, secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


def sealed_by_tink(path: Path, clear: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tink_primitive().new_encrypting_stream(path.open("wb"), PLACE) as stream:
        stream.write(clear)


def cut(clear: bytes, size: int) -> Iterator[bytes]:
    return (clear[at : at + size] for at in range(0, len(clear), size))


def put(store: BlobStore, clear: bytes, chunk_bytes: int) -> str:
    staged = store.stage(cut(clear, chunk_bytes), data_key=KEY, associated_data=PLACE, max_bytes=len(clear))
    assert (staged.size, staged.sha256) == (len(clear), hashlib.sha256(clear).hexdigest())
    return staged.name


@pytest.mark.parametrize("size", SIZES)
def test_tink_opens_what_is_sealed_here(tmp_path: Path, size: int) -> None:
    clear, store = clear_bytes(size), BlobStore(tmp_path)
    sealed = (tmp_path / "staging" / put(store, clear, 262_144)).open("rb")
    assert tink_primitive().new_decrypting_stream(sealed, PLACE).read() == clear


@pytest.mark.parametrize("size", SIZES)
def test_what_tink_sealed_before_is_opened_here(tmp_path: Path, size: int) -> None:
    clear, store = clear_bytes(size), BlobStore(tmp_path)
    sealed_by_tink(tmp_path / "staging" / DOCUMENT.hex, clear)
    assert b"".join(store.open_staged(DOCUMENT.hex, KEY, PLACE)) == clear


def test_nothing_at_all_sealed_by_tink_is_opened_as_nothing(tmp_path: Path) -> None:
    sealed_by_tink(tmp_path / "staging" / DOCUMENT.hex, b"")
    assert list(BlobStore(tmp_path).open_staged(DOCUMENT.hex, KEY, PLACE)) == []


@pytest.mark.parametrize("chunk_bytes", [999, 65_536, 1_000_003, FIRST, 3_000_000])
def test_however_it_is_cut_on_its_way_a_document_is_the_same(tmp_path: Path, chunk_bytes: int) -> None:
    clear, store = clear_bytes(2_500_000), BlobStore(tmp_path)
    opened = list(store.open_staged(put(store, clear, chunk_bytes), KEY, PLACE))
    assert b"".join(opened) == clear
    assert all(0 < len(chunk) <= SEGMENT_BYTES for chunk in opened)


def test_two_files_of_one_key_share_nothing(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    one, other = ((tmp_path / "staging" / put(store, bytes(100_000), 65_536)).read_bytes() for _ in range(2))
    assert one[1:40] != other[1:40]
    assert one[40:100] != other[40:100]


@pytest.mark.parametrize("change", ["segment missing", "segments swapped", "one twice", "cut", "longer"])
def test_segments_out_of_their_place_are_never_read(tmp_path: Path, change: str) -> None:
    store = BlobStore(tmp_path)
    path = tmp_path / "staging" / put(store, clear_bytes(FIRST + 3 * NEXT), 262_144)
    parts = list(cut(path.read_bytes(), SEGMENT_BYTES))
    changed = {
        "segment missing": parts[:2] + parts[3:],
        "segments swapped": [parts[0], parts[2], parts[1], parts[3]],
        "one twice": [*parts[:2], parts[1], *parts[2:]],
        "cut": parts[:3],
        "longer": [*parts, bytes(TAG_BYTES)],
    }
    path.write_bytes(b"".join(changed[change]))
    with pytest.raises(DamagedBlobError):
        b"".join(store.open_staged(path.name, KEY, PLACE))


@pytest.mark.parametrize("left", [0, 1, 39, 40, 41, 55])
def test_a_file_shorter_than_any_is_damaged(tmp_path: Path, left: int) -> None:
    store = BlobStore(tmp_path)
    path = tmp_path / "staging" / put(store, b"page", 4)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(DamagedBlobError):
        list(store.open_staged(path.name, KEY, PLACE))


def other_keys() -> dict[str, bytes]:
    templates = streaming_aead.streaming_aead_key_templates
    streaming_aead.register()

    def made(template: object) -> bytes:
        handle = tink.new_keyset_handle(template)
        return bytes(proto_keyset_format.serialize(handle, secret_key_access.TOKEN))

    return {
        "no keyset": b"\xff\xff",
        "nothing": b"",
        "other segments": made(templates.AES256_GCM_HKDF_4KB),
        "other cipher": made(templates.AES256_CTR_HMAC_SHA256_4KB),
    }


@pytest.mark.parametrize("kind", ["no keyset", "nothing", "other segments", "other cipher"])
def test_a_key_of_another_kind_seals_and_opens_nothing(tmp_path: Path, kind: str) -> None:
    store, key = BlobStore(tmp_path), other_keys()[kind]
    name = put(store, b"page", 4)
    with pytest.raises(DamagedBlobError):
        list(store.open_staged(name, key, PLACE))
    with pytest.raises(DamagedBlobError):
        store.stage([b"page"], data_key=key, associated_data=PLACE, max_bytes=4)
    assert [path.name for path in (tmp_path / "staging").iterdir()] == [name]


def test_the_stream_of_tink_is_what_it_was_thought_to_be() -> None:
    """The wire format's sizes: a header of 40 bytes that tells its length, a tag of 16 per segment."""
    sealed = io.BytesIO()
    sealed.close, content = lambda: None, bytes(FIRST + 1)  # type: ignore[method-assign]
    with tink_primitive().new_encrypting_stream(sealed, PLACE) as stream:
        stream.write(content)
    assert sealed.getvalue()[0] == 40
    assert len(sealed.getvalue()) == SEGMENT_BYTES + 1 + TAG_BYTES
