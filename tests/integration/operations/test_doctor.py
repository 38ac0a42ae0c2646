"""`maillon doctor`: a sound house gives 0; each fault, planted by hand, is named with its way out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from deploy.cli import app
from deploy.embedded import Embedded
from deploy.operations.doctor import reach
from deploy.operations.doctor.findings import Desk
from deploy.operations.doctor.patients import patients
from shared.clock import SystemClock
from shared.eventstore.database import open_engine
from shared.eventstore.erased_list import ErasedList, ErasureOrder
from shared.ids import new_id
from tests.faults.canaries import Planted
from tests.faults.copies import VIEWS
from tests.faults.erasing import _asking

Findings = list[dict[str, str]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with a filled vault, signed, its keys backed up."""
    house = tmp_path_factory.mktemp("doctor") / "sound"
    with Embedded(house, SystemClock(), 0).assembled() as wirings:
        Planted(_asking(wirings["vault"]), house / "blobs", SystemClock())
        wirings["vault"].do.publish_checkpoint()
        wirings["notifications"].consumer.catch_up(wirings["vault"].log.read_facts)
        wirings["vault"].consumer.catch_up(wirings["directory"].log.read_facts)
        wirings["directory"].consumer.catch_up(wirings["ingest"].log.read_facts)
        for wiring in wirings.values():
            while getattr(wiring, "views", None) and wiring.views.run_once():
                pass
    done = CliRunner().invoke(app, ["keys", "backup", str(house / "apart"), "--folder", str(house)])
    assert done.exit_code == 0, done.output
    return house


@pytest.fixture
def house(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "var"))


def doctor(house: Path, *words: str, status: int = 0) -> Findings:
    told = ["doctor", "--folder", str(house), "--key-backups", str(house / "apart"), "--json", *words]
    done = CliRunner().invoke(app, told)
    assert done.exit_code == status, done.output
    return list(json.loads(done.output))


def failing(findings: Findings) -> set[tuple[str, str]]:
    assert all(one["way_out"] for one in findings if one["level"] != "ok")
    return {(one["service"], one["check"]) for one in findings if one["level"] == "fail"}


def write(house: Path, file: str, statement: str, **values: Any) -> None:
    engine = open_engine(f"sqlite:///{house / 'data'}", file)
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)
    engine.dispose()


@pytest.mark.feature("O5")
def test_a_sound_house_gives_zero_and_says_each_thing_it_looked_at(house: Path) -> None:
    found = doctor(house)
    assert not failing(found)
    looked = {one["check"] for one in found}
    assert {"settings", "secrets", "database", "broker", "clock", "disk", "antivirus"} <= looked
    assert {"views", "facts", "keys", "backup", "erasures", "digests", "files", "log"} <= looked
    assert {one["service"] for one in found} == {"ingest", "directory", "vault", "notifications", "gateway"}
    warned = [one["check"] for one in found if one["level"] == "warn"]
    assert set(warned) <= {"antivirus", "disk"}


def test_the_lines_say_the_way_out(house: Path) -> None:
    (house / "secrets" / "master-vault.json").chmod(0o644)
    done = CliRunner().invoke(app, ["doctor", "--quick", "--folder", str(house)])
    assert done.exit_code == 1
    assert "PANNE vault" in done.output
    assert "→ chmod 600" in done.output
    assert done.output.rstrip().endswith("pannes")


def other_may_read(house: Path) -> None:
    (house / "secrets" / "keys" / "vault.pem").chmod(0o640)


def folder_open(house: Path) -> None:
    (house / "secrets").chmod(0o755)


def secret_gone(house: Path) -> None:
    (house / "secrets" / "keys" / "notifications.pem").unlink()


def old_migration(house: Path) -> None:
    write(house, "vault.views.db", "update alembic_version set version_num = '0003'")


def no_database(house: Path) -> None:
    for path in (house / "data").glob("gateway.db*"):
        path.unlink()


def view_ahead(house: Path) -> None:
    write(house, "vault.views.db", "update projection_position set position = position + 9")


def view_altered(house: Path) -> None:
    write(house, "vault.views.db", "delete from appointment_view")


def heard_too_much(house: Path) -> None:
    write(house, "notifications.views.db", "update consumer_position set position = position + 9")


def parked(house: Path) -> None:
    write(
        house,
        "notifications.views.db",
        "insert into parked_fact select 'notifications', 'vault', epoch, 1, 1, 't', 's', 1, '{}',"
        " '2026-01-01', 'ValidationError', false, '2026-01-01' from consumer_position",
    )


def other_master(house: Path) -> None:
    shutil.copy(house / "secrets" / "master-directory.json", house / "secrets" / "master-vault.json")


def key_lost(house: Path) -> None:
    write(house, "vault.keys.db", "delete from subject_key")


def key_unsaved(house: Path) -> None:
    statement = (
        "insert into subject_key (subject_id, wrapped_keyset, created_at)"
        " select :id, wrapped_keyset, '2025-01-01 00:00:00' from subject_key limit 1"
    )
    write(house, "vault.keys.db", statement, id=new_id().hex)


def no_backup(house: Path) -> None:
    for path in (house / "apart").glob("directory-*"):
        path.unlink()


def backup_cut(house: Path) -> None:
    (path,) = (house / "apart").glob("vault-*")
    path.write_bytes(path.read_bytes()[:-40])


def vault_of(house: Path) -> UUID:
    engine = open_engine(f"sqlite:///{house / 'data'}", "vault.events.db")
    with engine.connect() as connection:
        found = connection.execute(sa.text("select subject_id from access_log")).scalar()
    engine.dispose()
    return UUID(found)


def erasure_undone(house: Path) -> None:
    order = ErasureOrder(vault_of(house), SystemClock().now(), "holder", "holder")
    ErasedList(house / "state" / "vault" / "erased.jsonl").add(order)


def file_missing(house: Path) -> None:
    shutil.rmtree(house / "blobs" / "documents")


def line_altered(house: Path) -> None:
    write(house, "vault.events.db", "update access_log set body = x'00' where position = 3")


def lines_cut(house: Path) -> None:
    write(house, "vault.events.db", "delete from access_log where position > 5")


def clock_back(house: Path) -> None:
    write(house, "vault.events.db", "update feed set recorded_at = '2999-01-01 00:00:00'")


FAULTS: dict[Callable[[Path], None], tuple[str, str]] = {
    other_may_read: ("vault", "secrets"),
    folder_open: ("gateway", "secrets"),
    secret_gone: ("notifications", "secrets"),
    old_migration: ("vault", "database"),
    no_database: ("gateway", "database"),
    view_ahead: ("vault", "views"),
    view_altered: ("vault", "digests"),
    heard_too_much: ("notifications", "facts"),
    parked: ("notifications", "facts"),
    other_master: ("vault", "keys"),
    key_lost: ("vault", "backup"),
    key_unsaved: ("vault", "backup"),
    no_backup: ("directory", "backup"),
    backup_cut: ("vault", "backup"),
    erasure_undone: ("vault", "erasures"),
    file_missing: ("vault", "files"),
    line_altered: ("vault", "log"),
    lines_cut: ("vault", "log"),
    clock_back: ("vault", "clock"),
}


@pytest.mark.feature("O5")
@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found_and_the_status_is_one(house: Path, plant: Callable[[Path], None]) -> None:
    plant(house)
    assert FAULTS[plant] in failing(doctor(house, status=1))


def test_nothing_is_made_or_mended_by_looking(house: Path) -> None:
    no_database(house)
    old_migration(house)
    assert ("gateway", "database") in failing(doctor(house, status=1))
    assert failing(doctor(house, status=1)) >= {("gateway", "database"), ("vault", "database")}


def test_the_copies_of_the_faults_know_every_view_that_is_kept(house: Path) -> None:
    with Embedded(house, SystemClock(), 0).assembled() as wirings:
        kept = {name: {type(v) for v in w.views.views} for name, w in wirings.items() if hasattr(w, "views")}
    assert {name: found for name, found in kept.items() if found} == {
        name: set(kinds) for name, (_, kinds) in VIEWS.items()
    }


@pytest.mark.feature("O5")
def test_a_restored_feed_gets_another_epoch_and_everyone_reads_it_again(house: Path) -> None:
    heard_too_much(house)
    view_ahead(house)
    assert failing(doctor(house, status=1)) >= {("notifications", "facts"), ("vault", "views")}
    words = ["restored", "vault", "--folder", str(house)]
    assert CliRunner().invoke(app, words, input="n\n").exit_code == 1
    assert ("notifications", "facts") in failing(doctor(house, status=1))
    assert CliRunner().invoke(app, [*words, "--yes"]).exit_code == 0
    told = {one["check"] for one in doctor(house, "--quick") if one["level"] == "warn"}
    assert told >= {"views", "facts"}
    with Embedded(house, SystemClock(), 0).assembled() as wirings:
        wirings["notifications"].consumer.catch_up(wirings["vault"].log.read_facts)
        while wirings["vault"].views.run_once():
            pass
    assert not {one["check"] for one in doctor(house) if one["level"] == "warn"} - {"antivirus"}


def test_no_service_of_another_name_is_restored(house: Path) -> None:
    done = CliRunner().invoke(app, ["restored", "nobody", "--folder", str(house), "--yes"])
    assert done.exit_code == 1
    assert "vault" in done.output


def test_a_file_that_no_paper_names_is_told_of(house: Path) -> None:
    stray = house / "blobs" / "documents" / "ab" / f"{'0' * 30}ab"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    (told,) = [one for one in doctor(house) if one["check"] == "files"]
    assert told["level"] == "warn"
    assert str(UUID(stray.name)) in told["said"]


@pytest.mark.parametrize(
    ("free", "level"), [(10_000_000_000, "ok"), (1_000_000_000, "warn"), (1_000, "fail")]
)
def test_a_full_disk_is_told_before_and_when_it_is(house: Path, free: int, level: str) -> None:
    with patients("", house) as found:
        vault = next(one for one in found if one.service == "vault")
        told = list(reach.room(vault, Desk("vault", "disk"), lambda _path: free))
    assert {one.level for one in told} == {level}
    assert len(told) == 2


def test_a_service_is_looked_at_in_its_container_by_its_settings(house: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "MAILLON_SERVICE": "vault",
        "MAILLON_DATABASE_URL": f"sqlite:///{house / 'data'}",
        "MAILLON_KEYS_DATABASE_URL": f"sqlite:///{house / 'data'}",
        "MAILLON_STATE_FOLDER": str(house / "state" / "vault"),
        "MAILLON_BLOB_FOLDER": str(house / "blobs"),
        "MAILLON_KEY_BACKUP_FOLDER": str(house / "apart"),
        "MAILLON_MASTER_KEY_FILE": str(house / "secrets" / "master-vault.json"),
        "MAILLON_ACTOR_PRIVATE_KEY_FILE": str(house / "secrets" / "keys" / "vault.pem"),
        "MAILLON_AMQP_URL": "amqp://nobody:nothing@127.0.0.1:1//",
        "MAILLON_CLAMD_ADDRESS": f"unix:{house / 'nobody.sock'}",
    }
    command = [sys.executable, "-m", "deploy.container", "doctor", "--json"]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert failing(found) == {("vault", "broker"), ("vault", "antivirus"), ("vault", "facts")}


def test_a_folder_without_installation_is_refused_in_words(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "Aucune installation" in done.output
