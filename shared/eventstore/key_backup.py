"""A backup of the key store, short-lived on purpose: as long as one is kept, an erased person could come
back.

A file of JSON lines (`header`, one line a key, `footer` with the digest of what precedes), mode 0600, whose
keys stay wrapped by the master key. It says itself until when it may be restored, and is refused after.
Restoring adds what the store lacks: what stands there, and above all what was destroyed, stays as it is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import sqlalchemy as sa

from shared.clock import Clock
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.keys import SUBJECT_KEY
from shared.problems import InvalidInput, Refused

FORMAT = "maillon-keys-v1"
PAGE = 1_000
KEPT_MAX_DAYS = 35
SUFFIX = ".keys"


class Header(msgspec.Struct, frozen=True):
    service: str
    made_at: datetime
    expires_at: datetime
    format: str = FORMAT


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    subject_id: UUID
    created_at: datetime
    wrapped: bytes = b""
    version: str = ""
    destroyed_at: datetime | None = None


class Footer(msgspec.Struct, frozen=True):
    keys: int
    sha256: str


@dataclass(frozen=True)
class Restored:
    """What a restoring did: keys brought back, keys that stay destroyed."""

    keys: int
    erased: int


class KeyBackups:
    """Backups in `folder`, each kept `kept_days` days."""

    def __init__(self, folder: Path, service: str, kept_days: int, clock: Clock) -> None:
        if not 1 <= kept_days <= KEPT_MAX_DAYS:
            raise InvalidInput("keep_days", f"De 1 à {KEPT_MAX_DAYS} jours.", field="keep-days")
        self._folder, self._service, self._clock = folder, service, clock
        self._kept = timedelta(days=kept_days)

    def make(self, engine: sa.Engine) -> tuple[Path, Header, int]:
        """Write a backup; it is there whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = self._clock.now()
        header = Header(self._service, now, now + self._kept)
        path = self._folder / f"{self._service}-{now:%Y%m%dT%H%M%S%fZ}{SUFFIX}"
        beside = path.with_suffix(".part")
        digest, count = hashlib.sha256(), 0
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for line in (header, *_rows(engine)):
                written = msgspec.json.encode(line) + b"\n"
                digest.update(written)
                file.write(written)
                count += 1
            file.write(msgspec.json.encode(Footer(count - 1, digest.hexdigest())) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        return path, header, count - 1

    def sweep(self) -> list[Path]:
        """Delete this service's backups that are past their time; an unreadable one is past it by its age."""
        now, gone = self._clock.now(), []
        for path in sorted(self._folder.glob(f"{self._service}-*{SUFFIX}")):
            if now >= _expires_at(path, self._kept):
                path.unlink()
                gone.append(path)
        return gone


def restore(path: Path, service: str, engine: sa.Engine, erased: ErasedList, clock: Clock) -> Restored:
    """Bring back the keys that the store lacks; whoever is in `erased` stays without. All or nothing.

    Raises InvalidInput `backup_damaged`, Refused `backup_expired` or `backup_of_another`.
    """
    header, rows = read_backup(path)
    if header.service != service:
        raise Refused("backup_of_another", f"Cette sauvegarde est celle de « {header.service} ».")
    if clock.now() >= header.expires_at:
        raise Refused("backup_expired", "Sauvegarde périmée : la rendre ferait revivre des effacés.")
    brought = kept_out = 0
    with engine.begin() as connection:
        known = set(connection.execute(sa.select(SUBJECT_KEY.c.subject_id)).scalars())
        for row in rows:
            gone = row.destroyed_at or (clock.now() if row.subject_id in erased else None)
            kept_out += gone is not None
            if row.subject_id not in known:
                connection.execute(sa.insert(SUBJECT_KEY), _values(row, gone))
                brought += gone is None
        for order in erased.orders():
            same = sa.update(SUBJECT_KEY).where(SUBJECT_KEY.c.subject_id == order.subject_id)
            living = same.where(SUBJECT_KEY.c.destroyed_at.is_(None))
            connection.execute(living.values(wrapped_keyset=None, master_version=None, destroyed_at=order.at))
    return Restored(brought, kept_out)


def _values(row: Row, gone: datetime | None) -> dict[str, object]:
    return {
        "subject_id": row.subject_id,
        "wrapped_keyset": None if gone else row.wrapped,
        "created_at": row.created_at,
        "destroyed_at": gone,
        "master_version": None if gone else row.version or None,
    }


def _rows(engine: sa.Engine) -> Iterator[Row]:
    table, after = SUBJECT_KEY, UUID(int=0)
    while True:
        page = sa.select(table).where(table.c.subject_id > after).order_by(table.c.subject_id).limit(PAGE)
        with engine.connect() as connection:
            rows = connection.execute(page).all()
        if not rows:
            return
        for r in rows:
            yield Row(
                r.subject_id, r.created_at, r.wrapped_keyset or b"", r.master_version or "", r.destroyed_at
            )
        after = rows[-1].subject_id


def read_backup(path: Path) -> tuple[Header, list[Row]]:
    """The whole file, checked. Raises InvalidInput `backup_damaged`."""
    lines = path.read_bytes().splitlines(keepends=True)
    try:
        footer = msgspec.json.decode(lines[-1], type=Footer)
        header = msgspec.json.decode(lines[0], type=Header)
        whole = hashlib.sha256(b"".join(lines[:-1])).hexdigest() == footer.sha256
        rows = [msgspec.json.decode(line, type=Row) for line in lines[1:-1]]
    except (IndexError, msgspec.MsgspecError):
        raise _damaged() from None
    if not whole or header.format != FORMAT or len(rows) != footer.keys:
        raise _damaged()
    return header, rows


def _expires_at(path: Path, kept: timedelta) -> datetime:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.readline(), type=Header).expires_at
    except msgspec.MsgspecError:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone() + kept


def _damaged() -> InvalidInput:
    return InvalidInput(
        "backup_damaged", "Ce fichier n'est pas une sauvegarde de clés entière.", field="file"
    )
