"""Proofs of the access log: signed checkpoints of the tree over all lines, witnesses, paths, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Command, Done, Query, Reply

CHECKPOINTS_PAGE_MAX = 100
COSIGNATURE_MAX_CHARS = 500
Size = Annotated[int, msgspec.Meta(ge=1, lt=1 << 62)]


class Checkpoint(Reply, frozen=True, kw_only=True):
    """The tree of the first `size` lines had `root` (hex). `note` is the signed text, with the lines of the
    witnesses under it (C2SP's signed-note and tlog-checkpoint)."""

    size: int
    root: str
    signed_at: datetime
    note: str
    witnesses: list[str] = []


class Checkpoints(Reply, frozen=True, kw_only=True):
    """`key`: the log's public key as text; `fingerprint`: SHA-256 of its 32 bytes, as key cards print it;
    `witness_keys`: those whose cosignatures are kept."""

    origin: str
    key: str
    fingerprint: str
    witness_keys: list[str]
    checkpoints: list[Checkpoint]


class ListCheckpoints(Query, frozen=True, kw_only=True):
    """By anyone: newest first, of fewer lines than `before` unless it is 0."""

    REPLY: ClassVar[type[Any]] = Checkpoints
    before: Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=CHECKPOINTS_PAGE_MAX)] = 20


class Consistency(Reply, frozen=True, kw_only=True):
    """`path` (hex, RFC 9162 section 2.1.4) shows that the tree of `first` lines begins that of `second`."""

    first: int
    second: int
    path: list[str]


class ProveConsistency(Query, frozen=True, kw_only=True):
    """By anyone, between two sizes that were signed or lie below one that was."""

    REPLY: ClassVar[type[Any]] = Consistency
    first: Size
    second: Size


class LineProof(Reply, frozen=True, kw_only=True):
    """`path` (hex, RFC 9162 section 2.1.3) leads from the line, leaf `index`, to the checkpoint's root."""

    number: int
    hash: str
    index: int
    path: list[str]
    checkpoint: Checkpoint


class ProveLine(Query, frozen=True, kw_only=True):
    """By the holder: that a line of their log is in the newest checkpoint."""

    REPLY: ClassVar[type[Any]] = LineProof
    vault_id: str
    number: Size


class CosignCheckpoint(Command, frozen=True, kw_only=True):
    """By a witness, known by its signature alone. `cosignature`: its line (C2SP's tlog-cosignature)."""

    REPLY: ClassVar[type[Any]] = Done
    size: Size
    cosignature: Annotated[str, msgspec.Meta(min_length=1, max_length=COSIGNATURE_MAX_CHARS)]


class LogHead(Reply, frozen=True, kw_only=True):
    """What a key card prints: the log's key, and how the vault's log ends (`hash` in hex)."""

    fingerprint: str
    number: int
    hash: str


class GetLogHead(Query, frozen=True, kw_only=True):
    """By the holder; by whoever opened the vault, who is told of its first line only."""

    REPLY: ClassVar[type[Any]] = LogHead
    vault_id: str


class Receipt(Reply, frozen=True, kw_only=True):
    """A consent's record in the shape of ISO/IEC TS 27560, and its detached JWS (Ed25519, the log's key)."""

    record: dict[str, Any]
    signature: str


class GetReceipt(Command, frozen=True, kw_only=True):
    """By the holder. One log entry a day, hence a command."""

    REPLY: ClassVar[type[Any]] = Receipt
    vault_id: str
    consent_id: str
