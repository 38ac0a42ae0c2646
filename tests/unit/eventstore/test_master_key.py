"""The master key's file, in clear or sealed by a KMS: one contract; versions come, wrap, and go."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import tink
from tink import secret_key_access

from shared.eventstore.key_management import key_at
from shared.eventstore.master_file import MasterFile
from shared.eventstore.master_key import MasterKey
from shared.ids import new_id
from shared.settings import SettingsError
from shared.testing.memory_kms import MemoryKms

KMS = MemoryKms(str(new_id()))
tink.register_kms_client(KMS)


@pytest.fixture(params=["file", "kms"])
def uri(request: pytest.FixtureRequest) -> str:
    return KMS.key_uri("master") if request.param == "kms" else ""


def test_it_is_kept_in_a_file_of_its_owner(tmp_path: Path, uri: str) -> None:
    path = tmp_path / "keys" / "master.json"
    made = MasterKey.create_file(path, uri)
    wrapped = made.new_wrapped_keyset(subject := new_id())
    assert MasterKey.from_file(path, uri).unwrap(wrapped, subject) is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        MasterKey.create_file(path, uri)


def test_a_new_version_wraps_and_the_old_one_still_opens(tmp_path: Path, uri: str) -> None:
    path = tmp_path / "master.json"
    made = MasterKey.create_file(path, uri)
    first, before = made.version, made.new_wrapped_keyset(subject := new_id())
    second = made.add_version()
    assert (made.versions, made.version) == ([first, second], second)
    read = MasterKey.from_file(path, uri)
    assert read.unwrap(before, subject) is not None
    again = read.wrap_again(before, subject)
    read.retire(first)
    left = MasterKey.from_file(path, uri)
    assert left.versions == [second]
    assert left.unwrap(again, subject) is not None
    with pytest.raises(tink.TinkError):
        left.unwrap(before, subject)


def test_another_process_follows_without_a_restart(tmp_path: Path, uri: str) -> None:
    path = tmp_path / "master.json"
    here = MasterKey.create_file(path, uri)
    there = MasterKey.from_file(path, uri)
    here.add_version()
    wrapped = here.new_wrapped_keyset(subject := new_id())
    assert there.unwrap(wrapped, subject) is not None
    there.new_wrapped_keyset(new_id())
    assert there.version == here.version


def test_the_version_that_wraps_is_never_retired(tmp_path: Path, uri: str) -> None:
    made = MasterKey.create_file(tmp_path / "master.json", uri)
    with pytest.raises(ValueError, match="cannot be retired"):
        made.retire(made.version)


def test_a_crash_while_writing_leaves_the_old_file(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "master.json"
    made = MasterKey.create_file(path, uri)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        made.add_version()
    monkeypatch.undo()
    assert MasterKey.from_file(path, uri).versions == made.versions
    made.add_version()  # what was left beside is in nobody's way


def test_a_file_sealed_by_a_kms_is_of_no_use_without_it(tmp_path: Path) -> None:
    path, uri = tmp_path / "master.json", KMS.key_uri("another")
    MasterKey.create_file(path, uri)
    assert secret_key_access.TOKEN is not None
    for other in (None, key_at(KMS.key_uri("stranger"))):
        with pytest.raises(tink.TinkError):
            MasterFile(path, other).read()


def test_an_unknown_address_names_the_setting_and_the_way_out() -> None:
    with pytest.raises(SettingsError, match="MAILLON_MASTER_KEY_URI"):
        key_at("nowhere://key")
