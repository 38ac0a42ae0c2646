"""The chain's exact bytes: a verifier written elsewhere must find the same ones."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from uuid import UUID

from shared.eventstore.chain import GENESIS, line_hash, line_header

SUBJECT = UUID("018f5b9e-0000-7000-8000-00000000000a")
PARIS_SUMMER = timezone(timedelta(hours=2))


def test_the_header_is_canonical() -> None:
    header = line_header(
        SUBJECT, 7, datetime(2026, 6, 1, 11, 0, 0, 5, tzinfo=PARIS_SUMMER), "document_opened"
    )
    assert header == (
        b'{"kind":"document_opened","number":7,"recorded_at":"2026-06-01T09:00:00.000005Z",'
        b'"subject_id":"018f5b9e-0000-7000-8000-00000000000a"}'
    )


def test_the_hash_covers_what_came_before_the_header_and_the_body() -> None:
    expected = hashlib.sha256(bytes(32) + b"\x00\x00\x00\x06" + b"header" + b"body").digest()
    assert line_hash(GENESIS, b"header", b"body") == expected
    assert line_hash(GENESIS, b"head", b"erbody") != expected
