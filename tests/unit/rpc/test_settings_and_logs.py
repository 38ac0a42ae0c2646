"""Settings are read once and told plainly when wrong; logs never hold values."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from shared.logs import configure_logging, correlated, current_correlation_id, failure, get_logger
from shared.settings import Settings, SettingsError


def test_settings_have_defaults_and_read_their_variables() -> None:
    assert Settings.from_env({}).rpc_workers == 10
    read = Settings.from_env(
        {"MAILLON_RPC_WORKERS": "3", "MAILLON_RPC_TIMEOUT_S": "2.5", "MAILLON_REGION": "bre"}
    )
    assert (read.rpc_workers, read.rpc_timeout_s, read.region) == (3, 2.5, "bre")


def test_a_secret_may_come_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("amqp://u:hidden@broker//\n")
    read = Settings.from_env({"MAILLON_AMQP_URL_FILE": str(secret)})
    assert read.amqp_url == "amqp://u:hidden@broker//"
    assert "hidden" not in repr(read)


@pytest.mark.parametrize("text", ["many", "0", "1000", "2.5"])
def test_a_wrong_number_names_its_variable(text: str) -> None:
    with pytest.raises(SettingsError, match="MAILLON_RPC_WORKERS"):
        Settings.from_env({"MAILLON_RPC_WORKERS": text})


def test_a_wrong_level_and_an_unreadable_file_name_their_variables(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MAILLON_LOG_LEVEL"):
        Settings.from_env({"MAILLON_LOG_LEVEL": "loud"})
    with pytest.raises(SettingsError, match="MAILLON_AMQP_URL_FILE"):
        Settings.from_env({"MAILLON_AMQP_URL_FILE": str(tmp_path / "absent")})


def test_a_needed_setting_that_is_missing_says_the_way_out() -> None:
    assert Settings.from_env({"MAILLON_DATABASE_URL": "sqlite://"}).need("database_url") == "sqlite://"
    with pytest.raises(SettingsError, match="MAILLON_DATABASE_URL_FILE"):
        Settings.from_env({}).need("database_url")


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    before = (root.handlers[:], root.level)
    configure_logging("greeter", "info", stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_a_log_line_is_json_with_the_correlation_id(out: io.StringIO) -> None:
    with correlated("c-42"):
        get_logger("x").info("fact_published", service="vault", position=7)
        assert current_correlation_id() == "c-42"
    line = json.loads(out.getvalue())
    assert (line["event"], line["correlation_id"], line["position"], line["service"]) == (
        "fact_published",
        "c-42",
        7,
        "vault",
    )
    assert current_correlation_id() == ""


@pytest.mark.parametrize(
    "value", ["Fatou Diallo", "+33612345678", "a.b@example.org", "12 rue des Lilas", "Zoé"]
)
def test_values_of_people_are_withheld(out: io.StringIO, value: str) -> None:
    get_logger("x").info("something", who=value, several=[value])
    assert value not in out.getvalue()
    assert "[withheld]" in out.getvalue()


def test_an_exception_is_told_by_class_and_place_only(out: io.StringIO) -> None:
    try:
        raise ValueError("Fatou Diallo")
    except ValueError as why:
        get_logger("x").error("it_failed", **failure(why))
        logging.getLogger("other").exception("failed with %s", "Fatou Diallo")
        logging.getLogger("other").warning("Fatou Diallo")
    first, second, third = map(json.loads, out.getvalue().splitlines())
    assert "Fatou" not in out.getvalue()
    assert first["error"] == second["error"] == "ValueError"
    assert "rpc/test_settings" in first["trail"][0]
    assert (second["event"], third["event"]) == ("failed with [withheld]", "foreign_message")
