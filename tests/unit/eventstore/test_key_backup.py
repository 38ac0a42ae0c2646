"""Backups of the key store live shortly, and bring back nobody who was erased."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared.clock import FrozenClock
from shared.eventstore.database import open_engine
from shared.eventstore.erased_list import ErasedList, ErasureOrder
from shared.eventstore.key_backup import KeyBackups, restore
from shared.eventstore.keys import SubjectKeys
from shared.eventstore.master_key import MasterKey
from shared.eventstore.migrate import migrate_keys
from shared.ids import new_id
from shared.problems import InvalidInput, Problem, Refused

MASTER = MasterKey.generate()


class Bench:
    def __init__(self, folder: Path) -> None:
        self.clock = FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
        self.folder = folder
        self.erased = ErasedList(folder / "erased.jsonl")
        self.engine, self.keys = self.store("first")
        self.people = [new_id() for _ in range(3)]
        for person in self.people:
            self.keys.create(person)
        self.backups = KeyBackups(folder / "backups", "vault", 7, self.clock)

    def store(self, name: str) -> tuple[sa.Engine, SubjectKeys]:
        engine = open_engine(f"sqlite:///{self.folder}", f"{name}.keys.db")
        migrate_keys(engine)
        return engine, SubjectKeys(engine, MASTER, self.clock, self.erased)

    def erase(self, person: UUID) -> None:
        self.erased.add(ErasureOrder(person, self.clock.now(), "holder", "holder"))
        self.keys.destroy(person)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_lost_store_comes_back_from_its_backup(bench: Bench) -> None:
    path, header, count = bench.backups.make(bench.engine)
    assert (count, header.expires_at - header.made_at) == (3, timedelta(days=7))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    engine, keys = bench.store("second")
    assert restore(path, "vault", engine, bench.erased, bench.clock).keys == 3
    assert restore(path, "vault", engine, bench.erased, bench.clock).keys == 0
    assert all(keys.aead(person) is not None for person in bench.people)


def test_an_old_backup_revives_nobody(bench: Bench) -> None:
    path, _, _ = bench.backups.make(bench.engine)
    gone, *others = bench.people
    bench.erase(gone)
    for name in ("first", "second"):
        engine, keys = bench.store(name)
        restored = restore(path, "vault", engine, ErasedList(bench.folder / "erased.jsonl"), bench.clock)
        assert restored.erased == 1
        assert keys.aead(gone) is None
        assert keys.destroyed_at(gone) is not None
        assert all(keys.aead(person) is not None for person in others)


def test_a_store_restored_by_other_means_gives_no_key_of_an_erased_person(bench: Bench) -> None:
    gone = bench.people[0]
    bench.erased.add(ErasureOrder(gone, bench.clock.now(), "holder", "holder"))
    read_again = SubjectKeys(bench.engine, MASTER, bench.clock, ErasedList(bench.folder / "erased.jsonl"))
    assert read_again.aead(gone) is None
    with pytest.raises(Refused, match="erased"):
        read_again.create(gone)


def test_a_backup_past_its_time_is_refused_and_swept(bench: Bench) -> None:
    path, _, _ = bench.backups.make(bench.engine)
    bench.clock.move(timedelta(days=7))
    with pytest.raises(Refused, match="backup_expired"):
        restore(path, "vault", bench.engine, bench.erased, bench.clock)
    fresh, _, _ = bench.backups.make(bench.engine)
    assert bench.backups.sweep() == [path]
    assert list((bench.folder / "backups").iterdir()) == [fresh]


@pytest.mark.parametrize("harm", ["cut", "altered", "lengthened", "empty", "another's"])
def test_a_damaged_backup_is_refused_and_changes_nothing(bench: Bench, harm: str) -> None:
    path, _, _ = bench.backups.make(bench.engine)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(
        {
            "cut": whole[:-40],
            "altered": whole.replace(b"2026-03", b"2027-03", 1),
            "lengthened": b"".join([*lines[:-1], lines[1], lines[-1]]),
            "empty": b"",
            "another's": whole,
        }[harm]
    )
    engine, keys = bench.store("second")
    service = "directory" if harm == "another's" else "vault"
    with pytest.raises(Problem) as refusal:
        restore(path, service, engine, bench.erased, bench.clock)
    assert refusal.value.code == ("backup_of_another" if harm == "another's" else "backup_damaged")
    assert keys.aead(bench.people[0]) is None


def test_keeping_is_bounded() -> None:
    clock = FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    for days in (0, 36):
        with pytest.raises(InvalidInput):
            KeyBackups(Path("x"), "vault", days, clock)


def test_a_line_cut_by_a_crash_hides_no_other(tmp_path: Path) -> None:
    path, at = tmp_path / "erased.jsonl", datetime(2026, 3, 1, 9, tzinfo=UTC)
    first, second = new_id(), new_id()
    ErasedList(path).add(ErasureOrder(first, at))
    with path.open("ab") as file:
        file.write(b'{"subject_id":"019')
    listed = ErasedList(path)
    listed.add(ErasureOrder(second, at, "operator:x", "death", "N-12"))
    assert listed.add(ErasureOrder(second, at)).reason == "death"
    again = ErasedList(path)
    assert first in again
    assert second in again
