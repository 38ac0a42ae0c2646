"""What Tink sealed is opened without it, or left to it; and nothing else is opened."""

from __future__ import annotations

import pytest
import tink
from tink import aead

from shared.eventstore.master_key import MasterKey, new_keyset
from shared.eventstore.quick_opening import AesGcmOpener, quick_opener
from shared.ids import new_id

MASTER = MasterKey.generate()


def wrapped(handle: tink.KeysetHandle, bound_to: bytes) -> bytes:
    return bytes(tink.proto_keyset_format.serialize_encrypted(handle, MASTER._cipher, bound_to))


def test_it_opens_what_tink_sealed_for_each_subject_and_place() -> None:
    subject = new_id()
    keyset = MASTER.new_wrapped_keyset(subject)
    opener = MASTER.openers({subject: keyset})[subject]
    assert isinstance(opener, AesGcmOpener)
    for clear, place in ((b"", b""), (b"clear", b"place"), (b"x" * 70_000, b"y" * 100)):
        assert opener.decrypt(MASTER.unwrap(keyset, subject).encrypt(clear, place), place) == clear


def test_what_was_altered_moved_or_sealed_by_another_is_refused() -> None:
    subject, other = new_id(), new_id()
    keysets = {one: MASTER.new_wrapped_keyset(one) for one in (subject, other)}
    openers = MASTER.openers(keysets)
    sealed = MASTER.unwrap(keysets[subject], subject).encrypt(b"clear", b"place")
    altered = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for one in (*altered, sealed[:-1], sealed[:6], b""):
        with pytest.raises(tink.TinkError):
            openers[subject].decrypt(one, b"place")
    with pytest.raises(tink.TinkError):
        openers[subject].decrypt(sealed, b"elsewhere")
    with pytest.raises(tink.TinkError):
        openers[other].decrypt(sealed, b"place")
    with pytest.raises(tink.TinkError):
        MASTER.openers({other: keysets[subject]})
    with pytest.raises(tink.TinkError):
        MASTER.openers({other: b"no keyset"})


def test_a_keyset_of_another_kind_is_left_to_tink() -> None:
    aead.register()
    template = aead.aead_key_templates.AES256_GCM_RAW
    for handle in (
        tink.new_keyset_handle(template),
        tink.new_keyset_handle(aead.aead_key_templates.XCHACHA20_POLY1305),
    ):
        subject = new_id()
        keyset = wrapped(handle, subject.bytes)
        assert quick_opener(keyset, MASTER._cipher, subject.bytes) is None
        sealed = handle.primitive(aead.Aead).encrypt(b"clear", b"place")
        assert MASTER.openers({subject: keyset})[subject].decrypt(sealed, b"place") == b"clear"


def test_a_keyset_with_two_keys_is_left_to_tink() -> None:
    subject = new_id()
    proto = tink.proto_keyset_format
    two = _with_two_keys()
    keyset = bytes(proto.serialize_encrypted(two, MASTER._cipher, subject.bytes))
    assert quick_opener(keyset, MASTER._cipher, subject.bytes) is None
    sealed = two.primitive(aead.Aead).encrypt(b"clear", b"")
    assert MASTER.openers({subject: keyset})[subject].decrypt(sealed, b"") == b"clear"


def _with_two_keys() -> tink.KeysetHandle:
    from shared.eventstore.master_file import with_new_version

    return with_new_version(new_keyset())
