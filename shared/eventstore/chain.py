"""The access log's chain: each line carries the hash of the one before, so none is altered or removed unseen.

Exact format, for whoever writes a verifier. For each subject, lines are numbered 1, 2, 3… without gap. For a
line:

    header = UTF-8 JSON, keys sorted, no space, non-ASCII escaped, of
             {"kind": text, "number": integer, "recorded_at": text, "subject_id": text}
             where recorded_at is ISO 8601 in UTC with six decimals and "Z" (2026-01-31T09:00:00.000000Z)
             and subject_id is the lower-case hyphenated UUID
    hash   = SHA-256(previous_hash ‖ length of header in bytes as 4 bytes big-endian ‖ header ‖ body)

`previous_hash` is the hash of line number − 1, and 32 zero bytes for line 1. `body` is the bytes as stored:
sealed, so the chain still verifies once the person is erased.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

GENESIS = bytes(32)


def instant_text(at: datetime) -> str:
    """`at` as the header writes it: UTC, microseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line_header(subject_id: UUID, number: int, recorded_at: datetime, kind: str) -> bytes:
    """The canonical header of a line."""
    values = {
        "kind": kind,
        "number": number,
        "recorded_at": instant_text(recorded_at),
        "subject_id": str(subject_id),
    }
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def line_hash(previous_hash: bytes, header: bytes, body: bytes) -> bytes:
    """The hash of a line (32 bytes)."""
    return hashlib.sha256(previous_hash + len(header).to_bytes(4, "big") + header + body).digest()
