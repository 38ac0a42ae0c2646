"""What the use cases of the log's proofs need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class LogBrokenError(Exception):
    """The access log does not continue what was signed: lines were cut, or rewritten."""


@dataclass(frozen=True)
class SignedTree:
    """What was signed: the tree of the first `size` lines had `root`. `note`: the text, with every signature
    received (domain/log_note.py).
    """

    size: int
    root: bytes
    signed_at: datetime
    note: str
    published: bool = False
    witnesses: Sequence[str] = ()


@dataclass(frozen=True)
class Placed:
    """Where a line of a vault's log stands in the whole log: `index` counts from 0."""

    number: int
    index: int
    hash: bytes


class LogTree(Protocol):
    """The tree over every line of every vault's log."""

    def grow(self) -> int:
        """Take in the lines added since; the size, in lines."""
        ...

    def root(self, size: int) -> bytes: ...

    def inclusion(self, index: int, size: int) -> list[bytes]: ...

    def consistency(self, first: int, second: int) -> list[bytes]: ...


class Checkpoints(Protocol):
    """What was signed, and by whom it was witnessed."""

    def keep(self, signed: SignedTree) -> SignedTree:
        """Keep it, unless that size was signed already; what is kept."""
        ...

    def find(self, size: int) -> SignedTree | None: ...

    def newest(self, before: int = 0, limit: int = 1, *, witnessed: bool = False) -> list[SignedTree]:
        """Newest first, of fewer lines than `before` unless it is 0."""
        ...

    def set_published(self, size: int) -> None: ...

    def cosign(self, size: int, witness: str, line: str, at: datetime) -> None:
        """Keep a witness's line; the first one stays."""
        ...


class Places(Protocol):
    """Where lines stand."""

    def find(self, vault_id: UUID, number: int) -> Placed | None: ...

    def last(self, vault_id: UUID, size: int = 0) -> Placed | None:
        """The vault's newest line, of the first `size` lines of the whole log unless it is 0."""
        ...


class SignTree(Protocol):
    """Signs the tree with the key that signs each vault's log."""

    @property
    def origin(self) -> str: ...

    @property
    def public_key(self) -> bytes:
        """Ed25519, 32 bytes."""
        ...

    def note(self, size: int, root: bytes, signed_at: datetime) -> str: ...

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature (64 bytes)."""
        ...


class Witnesses(Protocol):
    """Partners that look at our checkpoints, known by their public keys."""

    @property
    def keys(self) -> Sequence[str]:
        """Each as text: name, hash and key (C2SP's vkey)."""
        ...

    def who_signed(self, note: str, line: str) -> str:
        """The witness whose valid cosignature of the note `line` is; empty when it is nobody's."""
        ...
