"""Who was erased, in a file apart from both stores: what no restored backup can undo.

One line of JSON for each (ids and codes, nothing personal), fsynced before a key is destroyed. A key store
that finds someone there gives no key for them, whatever an old backup brought back, from its first call on.
"""

from __future__ import annotations

import os
import threading
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec


class ErasureOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is erased, since when, by whom (`holder`, `operator:<login>`) and why (a code)."""

    subject_id: UUID
    at: datetime
    by: str = ""
    reason: str = ""
    reference: str = ""


class ErasedList:
    """The list at `path`, read once; several processes may append to one file. None: in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._orders: dict[UUID, ErasureOrder] = {}
        if path is not None and path.exists():
            self._read(path)

    def __contains__(self, subject_id: UUID) -> bool:
        return subject_id in self._orders

    def find(self, subject_id: UUID) -> ErasureOrder | None:
        return self._orders.get(subject_id)

    def orders(self) -> list[ErasureOrder]:
        return list(self._orders.values())

    def add(self, order: ErasureOrder) -> ErasureOrder:
        """Keep it for ever; returns the one that stands (the first). On disk when this returns."""
        with self._lock:
            known = self._orders.get(order.subject_id)
            if known is not None:
                return known
            if self._path is not None:
                self._append(self._path, order)
            self._orders[order.subject_id] = order
            return order

    def _append(self, path: Path, order: ErasureOrder) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = msgspec.json.encode(order) + b"\n"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # a crash cut the last line
            os.write(descriptor, b"\n" * cut + whole)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _read(self, path: Path) -> None:
        for line in path.read_bytes().splitlines():
            try:
                order = msgspec.json.decode(line, type=ErasureOrder)
            except msgspec.MsgspecError:
                continue  # cut by a crash before the key was destroyed: that erasure was never answered
            self._orders.setdefault(order.subject_id, order)
