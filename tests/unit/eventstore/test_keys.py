"""The keys of subjects: the store and its fake keep the same promises; the master key is its owner's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
import tink
from tink.aead import Aead

from shared.clock import FrozenClock
from shared.eventstore.database import Database, open_engine
from shared.eventstore.erased_list import ErasedList, ErasureOrder
from shared.eventstore.keys import KEY_CACHE_TTL_S, KEY_METADATA, SUBJECT_KEY, Keys, MasterKey, SubjectKeys
from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.eventstore.migrate import KEY_VERSION_TABLE, drift, migrate_keys
from shared.ids import new_id
from shared.problems import Refused

CLOCK = FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    engine = open_engine(f"sqlite:///{tmp_path}", "vault.keys.db")
    migrate_keys(engine)
    return engine


@pytest.fixture(params=["store", "fake"])
def keys(request: pytest.FixtureRequest) -> Keys:
    if request.param == "fake":
        return InMemorySubjectKeys()
    return SubjectKeys(request.getfixturevalue("engine"), MasterKey.generate(), CLOCK)


def test_a_key_opens_what_it_sealed(keys: Keys) -> None:
    subject = new_id()
    keys.create(subject)
    cipher = keys.aead(subject)
    assert cipher is not None
    sealed = cipher.encrypt(b"clear", b"place")
    keys.create(subject)
    again = keys.aead(subject)
    assert again is not None
    assert again.decrypt(sealed, b"place") == b"clear"


def test_a_stranger_has_no_key(keys: Keys) -> None:
    assert keys.aead(new_id()) is None


def test_a_destroyed_key_never_comes_back(keys: Keys) -> None:
    subject, stranger = new_id(), new_id()
    keys.create(subject)
    for erased in (subject, stranger):
        keys.destroy(erased)
        keys.destroy(erased)
        assert keys.aead(erased) is None
        with pytest.raises(Refused, match="erased"):
            keys.create(erased)


def test_one_subject_does_not_open_what_another_sealed(keys: Keys) -> None:
    one, other = new_id(), new_id()
    keys.create(one)
    keys.create(other)
    ciphers = keys.aead(one), keys.aead(other)
    assert ciphers[0] is not None
    assert ciphers[1] is not None
    with pytest.raises(tink.TinkError):
        ciphers[1].decrypt(ciphers[0].encrypt(b"clear", b""), b"")


def test_keys_of_many_are_read_together_but_for_strangers_and_the_erased(keys: Keys) -> None:
    subjects, stranger = [new_id() for _ in range(3)], new_id()
    for one in subjects:
        keys.create(one)
    sealed = {one: _cipher(keys, one).encrypt(str(one).encode(), b"place") for one in subjects}
    keys.destroy(erased := subjects[1])
    openers = keys.openers([*subjects, stranger])
    assert openers.keys() == {*subjects} - {erased}
    for one, opener in openers.items():
        assert opener.decrypt(sealed[one], b"place") == str(one).encode()
    assert keys.openers([]) == {}


def test_more_keys_than_one_query_reads_are_all_read(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.eventstore.keys.KEYS_AT_ONCE", 2)
    erased = ErasedList()
    keys = SubjectKeys(engine, MasterKey.generate(), CLOCK, erased)
    subjects = [new_id() for _ in range(5)]
    for one in subjects:
        keys.create(one)
    assert keys.openers(subjects).keys() == set(subjects)
    erased.add(ErasureOrder(subjects[0], CLOCK.now()))
    assert keys.openers(subjects).keys() == set(subjects[1:])


def _cipher(keys: Keys, subject: UUID) -> Aead:
    cipher = keys.aead(subject)
    assert cipher is not None
    return cipher


def test_another_process_forgets_a_destroyed_key_in_time(engine: sa.Engine) -> None:
    clock = FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    master, subject = MasterKey.generate(), new_id()
    here, there = SubjectKeys(engine, master, clock), SubjectKeys(engine, master, clock)
    here.create(subject)
    assert there.aead(subject) is not None
    here.destroy(subject)
    assert here.aead(subject) is None
    clock.move(timedelta(seconds=KEY_CACHE_TTL_S))
    assert there.aead(subject) is None


def test_the_stored_keyset_is_wrapped_for_its_subject_alone(engine: sa.Engine) -> None:
    master, one, other = MasterKey.generate(), new_id(), new_id()
    SubjectKeys(engine, master, CLOCK).create(one)
    with engine.connect() as connection:
        wrapped = connection.execute(sa.select(SUBJECT_KEY.c.wrapped_keyset)).scalar_one()
    assert wrapped is not None
    assert master.unwrap(wrapped, one) is not None
    for wrong_master, wrong_subject in ((master, other), (MasterKey.generate(), one)):
        with pytest.raises(tink.TinkError):
            wrong_master.unwrap(wrapped, wrong_subject)


def test_the_keys_migrations_agree_with_the_code(engine: sa.Engine) -> None:
    assert drift(Database(engine, engine), KEY_METADATA, KEY_VERSION_TABLE) == []
