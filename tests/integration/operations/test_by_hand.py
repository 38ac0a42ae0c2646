"""What an operator types: parked facts listed, shown, tried again and dropped; views compared and rebuilt."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from deploy.cli import app
from deploy.embedded import Embedded
from services.notifications.adapters.tables import PARKED_FACT, REMINDER_VIEW
from shared.clock import FrozenClock
from shared.contracts.vault_facts import AppointmentMoved, AppointmentScheduled
from shared.eventstore.appending import FactLine
from shared.eventstore.database import open_engine
from shared.ids import new_id

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
VAULT = str(new_id())
POISON = '{"appointment_id": 7}'
FACT = "notifications.vault/1"


def scheduled(kind: type[AppointmentScheduled | AppointmentMoved], appointment_id: str) -> str:
    said: Any = kind(
        vault_id=VAULT,
        appointment_id=appointment_id,
        starts_local=(NOW + timedelta(days=20)).replace(tzinfo=None),
        zone="Europe/Paris",
        lead_hours=[24],
    )
    return msgspec.json.encode(said).decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation whose notifications parked fact 1, with 2 behind it, and went on with 3."""
    folder = tmp_path / "var"
    with Embedded(folder, FrozenClock(NOW), 0).assembled() as wirings:
        store = wirings["vault"].log.store
        told = [
            (AppointmentScheduled.TYPE, VAULT, POISON),
            (AppointmentMoved.TYPE, VAULT, scheduled(AppointmentMoved, "a-1")),
            (AppointmentScheduled.TYPE, "another", scheduled(AppointmentScheduled, "a-2")),
        ]
        lines = [FactLine(kind, 1, subject, n, data) for n, (kind, subject, data) in enumerate(told, 1)]
        store.append([], recorded_at=NOW, facts=lines)
        wirings["notifications"].consumer.catch_up(store.read_facts)
        while wirings["notifications"].views.run_once():
            pass
    return folder


def maillon(folder: Path, *words: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, [*words, "--folder", str(folder)], input=answer)


def planned(folder: Path) -> set[str]:
    """The appointments whose reminders the view knows, once it has followed."""
    with Embedded(folder, FrozenClock(NOW), 0).assembled() as wirings:
        wiring = wirings["notifications"]
        while wiring.views.run_once():
            pass
        with wiring.database.views.connect() as connection:
            return set(connection.scalars(sa.select(REMINDER_VIEW.c.appointment_id)))


def mend(folder: Path) -> None:
    """As if the consumer now understood the fact."""
    engine = open_engine(f"sqlite:///{folder / 'data'}", "notifications.views.db")
    with engine.begin() as connection:
        good = scheduled(AppointmentScheduled, "a-1")
        connection.execute(sa.update(PARKED_FACT).where(PARKED_FACT.c.position == 1).values(data=good))
    engine.dispose()


def test_parked_facts_are_listed_with_their_reason_and_what_waits(folder: Path) -> None:
    result = maillon(folder, "parked", "list")
    assert result.exit_code == 0, result.output
    titles, row, total = result.output.splitlines()
    assert row.split()[:3] == [FACT, "ValidationError", "vault.appointment_scheduled"]
    assert VAULT in row
    assert row.split()[-1] == "1"
    assert total == "1 fait mis de côté"
    assert titles.startswith("fait")


def test_a_parked_fact_is_shown_with_those_behind_it(folder: Path) -> None:
    output = maillon(folder, "parked", "show", FACT).output
    assert '{"appointment_id": 7}' in output
    assert "notifications.vault/2" in output
    assert "attend derrière" in output


def test_a_fact_that_fails_again_says_so_and_nothing_changes(folder: Path) -> None:
    result = maillon(folder, "parked", "retry", FACT)
    assert result.exit_code == 1
    assert "ValidationError" in result.output
    assert planned(folder) == {"a-2"}


def test_a_mended_fact_is_tried_again_with_those_behind_it(folder: Path) -> None:
    mend(folder)
    result = maillon(folder, "parked", "retry", FACT)
    assert "2 faits appliqués, 0 restent" in result.output
    assert planned(folder) == {"a-1", "a-2"}
    assert "0 faits mis de côté" in maillon(folder, "parked", "list").output


def test_a_fact_is_dropped_only_once_that_is_confirmed(folder: Path) -> None:
    assert maillon(folder, "parked", "drop", FACT, answer="n\n").exit_code == 1
    assert "1 fait mis de côté" in maillon(folder, "parked", "list").output
    result = maillon(folder, "parked", "drop", FACT, answer="y\n")
    assert "1 faits appliqués, 0 restent" in result.output
    assert planned(folder) == {"a-1", "a-2"}


@pytest.mark.parametrize("words", [("retry", "notifications.vault/9"), ("show", "nobody/1"), ("drop", "1")])
def test_a_fact_that_is_not_there_is_refused_in_words(folder: Path, words: tuple[str, str]) -> None:
    result = maillon(folder, "parked", *words)
    assert result.exit_code == 1
    assert "attendu" in result.output or "Aucun fait" in result.output


def test_a_folder_without_installation_is_refused_in_words(tmp_path: Path) -> None:
    result = maillon(tmp_path, "parked", "list")
    assert result.exit_code == 1
    assert "Aucune installation" in result.output
    assert not (tmp_path / "data").exists()


def test_views_are_compared_and_rebuilt_by_name(folder: Path) -> None:
    all_of_them = maillon(folder, "digest")
    assert all_of_them.exit_code == 0, all_of_them.output
    names = [line.split()[0] for line in all_of_them.output.splitlines() if " égales " in line]
    assert {"vault.follow_up_view", "directory.contact_view", "notifications.reminder_view"} <= set(names)
    engine = open_engine(f"sqlite:///{folder / 'data'}", "notifications.views.db")
    with engine.begin() as connection:
        connection.execute(sa.update(REMINDER_VIEW).values(state="sent"))
    engine.dispose()
    differs = maillon(folder, "digest", "notifications.reminder_view")
    assert differs.exit_code == 1
    assert "DIFFÉRENTES" in differs.output
    assert "reconstruite jusqu’à l’événement" in maillon(folder, "rebuild", "notifications").output
    assert maillon(folder, "digest", "notifications").exit_code == 0
    assert maillon(folder, "rebuild", "notifications.nothing").exit_code == 1


def test_a_container_offers_the_same_for_its_service(folder: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "MAILLON_SERVICE": "notifications",
        "MAILLON_DATABASE_URL": f"sqlite:///{folder / 'data'}",
        "MAILLON_AMQP_URL": "amqp://nobody:nothing@127.0.0.1:1//",
        "MAILLON_ACTOR_PRIVATE_KEY_FILE": str(folder / "secrets" / "keys" / "notifications.pem"),
    }

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "deploy.container", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert FACT in run("parked", "list")
    assert "égales" in run("digest", "notifications.reminder_view")
