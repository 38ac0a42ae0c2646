"""Turning the master key: whatever interrupts it, every key is wrapped again; a destroyed one stays so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared.clock import FrozenClock
from shared.eventstore import key_rotation
from shared.eventstore.database import open_engine
from shared.eventstore.key_rotation import KeyRotation
from shared.eventstore.keys import SUBJECT_KEY, SubjectKeys
from shared.eventstore.master_key import MasterKey
from shared.eventstore.migrate import migrate_keys
from shared.ids import new_id
from shared.problems import Refused

KEPT = timedelta(days=7)


class Bench:
    """Some keys, the master key in a file, a clock moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
        self.engine = open_engine(f"sqlite:///{folder}", "vault.keys.db")
        migrate_keys(self.engine)
        self.path = folder / "master.json"
        self.master = MasterKey.create_file(self.path)
        self.keys = SubjectKeys(self.engine, self.master, self.clock)
        self.sealed: dict[UUID, bytes] = {}
        for _ in range(7):
            subject = new_id()
            self.keys.create(subject)
            self.sealed[subject] = self.cipher(subject).encrypt(b"clear", b"")
        self.rotation = self.restarted()

    def cipher(self, subject: UUID) -> Any:
        cipher = SubjectKeys(self.engine, MasterKey.from_file(self.path), self.clock).aead(subject)
        assert cipher is not None
        return cipher

    def restarted(self) -> KeyRotation:
        return KeyRotation(self.engine, MasterKey.from_file(self.path), self.clock)

    def all_open(self) -> bool:
        return all(self.cipher(s).decrypt(box, b"") == b"clear" for s, box in self.sealed.items())


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    return Bench(tmp_path)


def test_every_key_is_wrapped_again_in_batches_with_progress(bench: Bench) -> None:
    old = bench.master.version
    told: list[tuple[int, int]] = []
    assert bench.rotation.rotate(lambda done, whole: told.append((done, whole))) == 7
    assert told == [(2, 7), (4, 7), (6, 7), (7, 7)]
    uses = {use.version: use.keys for use in bench.rotation.uses()}
    assert uses.pop(old) == 0
    assert list(uses.values()) == [7]
    assert bench.all_open()


def test_interrupted_it_goes_on_and_adds_no_other_version(bench: Bench) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.rotation.rotate(stop)
    again = bench.restarted()
    assert again.waiting() == 5
    assert bench.all_open()
    assert again.rotate() == 5
    assert len(MasterKey.from_file(bench.path).versions) == 2


def test_keys_of_before_versions_were_noted_are_wrapped_again_too(bench: Bench) -> None:
    with bench.engine.begin() as connection:
        connection.execute(sa.update(SUBJECT_KEY).values(master_version=None))
    assert bench.rotation.uses()[0].version == key_rotation.UNKNOWN
    with pytest.raises(Refused, match="keys_unknown"):
        bench.rotation.retire(KEPT)
    bench.rotation.wrap_all()
    assert [use.keys for use in bench.rotation.uses()] == [7]


def test_a_destroyed_key_is_not_put_back(bench: Bench) -> None:
    gone = next(iter(bench.sealed))
    bench.keys.destroy(gone)
    assert bench.rotation.rotate() == 6
    assert bench.keys.aead(gone) is None


def test_an_old_version_is_retired_once_no_backup_can_need_it(bench: Bench) -> None:
    old = bench.master.version
    bench.rotation.rotate()
    bench.clock.move(KEPT)
    assert bench.rotation.retire(KEPT) == []
    bench.clock.move(timedelta(seconds=1))
    assert bench.rotation.retire(KEPT) == [old]
    assert old not in MasterKey.from_file(bench.path).versions
    assert bench.all_open()


def test_a_version_that_still_wraps_is_not_retired(bench: Bench) -> None:
    bench.rotation.rotate()
    stale = bench.master.version
    with bench.engine.begin() as connection:
        one = sa.update(SUBJECT_KEY).where(SUBJECT_KEY.c.subject_id == next(iter(bench.sealed)))
        connection.execute(one.values(master_version=stale))
    bench.clock.move(KEPT * 2)
    assert bench.rotation.retire(KEPT) == []
