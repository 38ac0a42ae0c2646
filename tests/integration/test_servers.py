"""The servers given to tests are real and come back with their data after a SIGKILL, whoever runs them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import amqp
import psycopg
import pytest

from shared.testing.server import BROKER_SETTLES_S, ServersMissingError, amqp_parts
from shared.testing.servers import Servers, available_ways, start_servers

QUEUE = "kept"


@pytest.fixture(scope="module", params=available_ways(private=True) or ["none"])
def private_servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """Servers of one way, for each way that this machine offers."""
    with start_servers([request.param], private=True) as started:
        yield started


@pytest.mark.timeout(300, func_only=False)
def test_a_killed_postgres_comes_back_with_what_was_committed(private_servers: Servers) -> None:
    url = private_servers.new_database("survivor")
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 42 as answer")
    private_servers.kill_postgres()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
    private_servers.start_postgres()
    with psycopg.connect(url) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)


@pytest.mark.timeout(300, func_only=False)
def test_a_killed_broker_comes_back_with_its_confirmed_message(private_servers: Servers) -> None:
    parts = amqp_parts(private_servers.new_vhost("survivor"))
    with amqp.Connection(**parts) as connection:
        channel = connection.channel()
        channel.confirm_select()
        channel.queue_declare(QUEUE, durable=True, auto_delete=False)
        channel.basic_publish_confirm(amqp.Message("kept", delivery_mode=2), routing_key=QUEUE)
    time.sleep(BROKER_SETTLES_S)
    private_servers.kill_broker()
    with pytest.raises(ConnectionRefusedError):
        amqp.Connection(**parts, connect_timeout=2).connect()
    private_servers.start_broker()
    with amqp.Connection(**parts) as connection:
        message = connection.channel().basic_get(QUEUE)
        assert message is not None
        assert message.body == "kept"


@pytest.mark.timeout(300, func_only=False)
def test_a_wiped_broker_comes_back_empty_at_the_same_address(private_servers: Servers) -> None:
    parts = amqp_parts(private_servers.new_vhost("wiped"))
    with amqp.Connection(**parts) as connection:
        connection.channel().queue_declare(QUEUE, durable=True, auto_delete=False)
    private_servers.wipe_broker()
    with amqp.Connection(**parts) as connection, pytest.raises(amqp.NotFound):
        connection.channel().queue_declare(QUEUE, passive=True)


def test_two_databases_of_a_run_do_not_see_each_other(servers: Servers) -> None:
    first, second = servers.new_database(), servers.new_database()
    with psycopg.connect(first) as connection:
        connection.execute("create table only_here (id int)")
    with psycopg.connect(second) as connection:
        assert connection.execute("select to_regclass('only_here')").fetchone() == (None,)
    for url in (first, second):
        servers.drop_database(url)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first)


def test_a_dropped_virtual_host_is_gone_and_its_neighbour_stays(servers: Servers) -> None:
    if not servers.management_url:
        return
    first, second = servers.new_vhost(), servers.new_vhost()
    servers.drop_vhost(first)
    with amqp.Connection(**amqp_parts(second)) as connection:
        assert connection.connected
    with pytest.raises(amqp.NotAllowed):
        amqp.Connection(**amqp_parts(first)).connect()
    servers.drop_vhost(second)


def test_without_any_way_the_three_ways_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAILLON_TEST_AMQP_URL", "MAILLON_TEST_POSTGRES_URL", "MAILLON_TEST_SERVERS"):
        monkeypatch.delenv(name, raising=False)
    with start_servers(["env"]) as servers, pytest.raises(ServersMissingError) as told:
        _ = servers.postgres_url
    message = str(told.value)
    assert "MAILLON_TEST_POSTGRES_URL is not set" in message
    assert all(f"  {number}. " in message for number in (1, 2, 3))


def test_a_server_given_by_address_is_never_killed(monkeypatch: pytest.MonkeyPatch, servers: Servers) -> None:
    monkeypatch.setenv("MAILLON_TEST_POSTGRES_URL", servers.postgres_url)
    monkeypatch.delenv("MAILLON_TEST_SERVERS", raising=False)
    with start_servers(["env"]) as given:
        with pytest.raises(ServersMissingError, match="not ours to kill"):
            given.kill_postgres()
        with psycopg.connect(given.postgres_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_servers_need_nothing_until_asked() -> None:
    with start_servers() as servers:
        assert servers.ways
