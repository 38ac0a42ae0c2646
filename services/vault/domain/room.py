"""How much a vault may hold: so many papers, so many bytes. Decided at the door, again when one is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.vault.domain.document import Document
from shared.problems import Refused

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Room:
    """The most a vault may hold."""

    documents: int
    size_bytes: int


def held_bytes(documents: Iterable[Document]) -> int:
    """What papers and their previews take, in bytes."""
    return sum(document.size_bytes + document.preview_size_bytes for document in documents)


def refuse_beyond(room: Room, documents: Iterable[Document], size_bytes: int = 0) -> None:
    """Raises Refused `vault_full` or `vault_too_heavy` when one more paper of that size would not fit."""
    held = list(documents)
    if len(held) >= room.documents:
        raise Refused("vault_full", f"Ce coffre est plein : {room.documents} papiers au plus.")
    if held_bytes(held) + size_bytes > room.size_bytes or held_bytes(held) >= room.size_bytes:
        most = room.size_bytes // MEGABYTE
        raise Refused("vault_too_heavy", f"Il n'y a plus assez de place dans ce coffre : {most} Mo au plus.")
