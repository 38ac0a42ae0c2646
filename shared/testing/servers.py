"""Real RabbitMQ and PostgreSQL for tests, by the first way that works, started when first asked for.

Ways, in order: `env` (addresses in the environment), `testcontainers` (a Docker engine that has or can pull
the images), `binaries` (programs of this machine, as private instances). MAILLON_TEST_SERVERS names one way
and forbids the others. None works: ServersMissingError says the three ways; a test that needs a server then
fails, it never skips.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import requests
from psycopg import sql

from shared.testing.binaries import binary_broker, binary_postgres
from shared.testing.containers import container_broker, container_postgres
from shared.testing.given import given_broker, given_postgres
from shared.testing.server import BROKER_SETTLES_S, Broker, Server, ServersMissingError, wait_until

WAYS = ("env", "testcontainers", "binaries")
FORCED_WAY_VARIABLE = "MAILLON_TEST_SERVERS"
MANAGEMENT_TIMEOUT_S = 10
MANAGEMENT_START_TIMEOUT_S = 60.0  # the management interface opens some seconds after the broker
NAME_MAX_CHARS = 40  # PostgreSQL cuts names at 63 bytes; a random tail follows

_BROKERS: dict[str, Callable[[], Broker]] = {
    "env": lambda: given_broker(os.environ),
    "testcontainers": container_broker,
    "binaries": binary_broker,
}
_POSTGRES: dict[str, Callable[[], Server]] = {
    "env": lambda: given_postgres(os.environ),
    "testcontainers": container_postgres,
    "binaries": binary_postgres,
}
S = TypeVar("S", bound=Server)


class Servers:
    """One broker and one PostgreSQL. Every address is good for clients of this machine."""

    def __init__(self, ways: Sequence[str]) -> None:
        self.ways = tuple(ways)
        self._started: list[Server] = []
        self._vhosts: list[str] = []
        self._settled_at = 0.0

    @property
    def amqp_url(self) -> str:
        """The broker's default virtual host, with every right."""
        return self._broker.url

    @property
    def management_url(self) -> str:
        """The broker's HTTP interface, credentials included; "" when unknown."""
        return self._broker.management_url

    @property
    def postgres_url(self) -> str:
        """The database `postgres`, as superuser."""
        return self._postgres.url

    def new_database(self, name: str = "test") -> str:
        """Create an empty database whose name starts with `name`; its address, as superuser."""
        unique = f"{name[:NAME_MAX_CHARS]}_{secrets.token_hex(6)}".lower()
        self._execute(sql.SQL("create database {}").format(sql.Identifier(unique)))
        return urlunsplit(urlsplit(self.postgres_url)._replace(path=f"/{unique}"))

    def drop_database(self, url: str) -> None:
        """Remove a database made by `new_database`, whoever is still connected."""
        name = urlsplit(url).path.removeprefix("/")
        self._execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def new_vhost(self, name: str = "test") -> str:
        """Create an empty virtual host; its address. The default one where management is unknown."""
        if not self.management_url:
            return self.amqp_url
        unique = f"{name[:NAME_MAX_CHARS]}-{secrets.token_hex(6)}"
        wait_until(self._management_answers, "RabbitMQ's management interface", MANAGEMENT_START_TIMEOUT_S)
        self._manage("PUT", f"vhosts/{unique}")
        self._vhosts.append(unique)
        self._settled_at = time.monotonic() + BROKER_SETTLES_S
        return urlunsplit(urlsplit(self.amqp_url)._replace(path=f"/{unique}"))

    def drop_vhost(self, url: str) -> None:
        """Remove a virtual host made by `new_vhost`, with its queues and connections."""
        if url != self.amqp_url:
            name = urlsplit(url).path.removeprefix("/")
            self._vhosts.remove(name)
            self._manage("DELETE", f"vhosts/{quote(name, safe='')}")

    def kill_broker(self) -> None:
        """Kill it once the virtual hosts of the tests are on its disk; a queue just declared may be lost."""
        self._await_virtual_hosts()
        self._broker.kill()

    def freeze_broker(self) -> None:
        """Stop it in its tracks, as a machine about to fail: what is sent to it meanwhile dies with it."""
        self._await_virtual_hosts()
        self._broker.freeze()

    def start_broker(self) -> None:
        """Start the killed broker again: same address, same data."""
        self._broker.start()

    def wipe_broker(self) -> None:
        """End the broker, lose all it kept, start an empty one at the same address: only the names of
        virtual hosts come back."""
        self._broker.wipe()
        wait_until(self._management_answers, "RabbitMQ's management interface", MANAGEMENT_START_TIMEOUT_S)
        for name in self._vhosts:
            self._manage("PUT", f"vhosts/{name}")

    def kill_postgres(self) -> None:
        self._postgres.kill()

    def start_postgres(self) -> None:
        """Start the killed PostgreSQL again: same address, same data."""
        self._postgres.start()

    def stop(self) -> None:
        """End the servers that were started and remove what they kept."""
        while self._started:
            self._started.pop().stop()

    def _await_virtual_hosts(self) -> None:
        time.sleep(max(0.0, self._settled_at - time.monotonic()))

    @cached_property
    def _broker(self) -> Broker:
        return self._start(_BROKERS, "RabbitMQ")

    @cached_property
    def _postgres(self) -> Server:
        return self._start(_POSTGRES, "PostgreSQL")

    def _start(self, makers: dict[str, Callable[[], S]], what: str) -> S:
        reasons = []
        for way in self.ways:
            try:
                server = makers[way]()
                self._started.append(server)
                server.start()
            except (ServersMissingError, TimeoutError) as why:
                reasons.append(f"  {way}: {why}")
            else:
                return server
        raise ServersMissingError(_the_three_ways(what, reasons))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.postgres_url, autocommit=True) as connection:
            connection.execute(statement)

    def _manage(self, verb: str, path: str) -> None:
        response = requests.request(verb, f"{self.management_url}/api/{path}", timeout=MANAGEMENT_TIMEOUT_S)
        response.raise_for_status()

    def _management_answers(self) -> bool:
        try:
            self._manage("GET", "overview")
        except requests.RequestException:
            return False
        return True


@contextmanager
def start_servers(ways: Sequence[str] | None = None, *, private: bool = False) -> Iterator[Servers]:
    """Servers ended with the block. `private`: never those of the environment, so that a test may kill."""
    forced = os.environ.get(FORCED_WAY_VARIABLE, "")
    if forced and forced not in WAYS:
        raise ServersMissingError(f"{FORCED_WAY_VARIABLE}={forced}: expected one of {', '.join(WAYS)}")
    allowed = ways or ([forced] if forced else WAYS)
    servers = Servers([way for way in allowed if not (private and way == "env")])
    try:
        yield servers
    finally:
        servers.stop()


def available_ways(*, private: bool = False) -> list[str]:
    """The ways that this machine offers for both servers, found out without starting any."""
    forced = os.environ.get(FORCED_WAY_VARIABLE, "")
    return [way for way in WAYS if forced in ("", way) and not (private and way == "env") and _offered(way)]


def _offered(way: str) -> bool:
    try:
        _BROKERS[way]().stop()
        _POSTGRES[way]().stop()
    except ServersMissingError:
        return False
    return True


def _the_three_ways(what: str, reasons: Sequence[str]) -> str:
    return "\n".join([
        f"These tests need a real {what}, and none can be had:",
        *reasons,
        "Choose one of three ways:",
        "  1. give servers: MAILLON_TEST_AMQP_URL=amqp://… MAILLON_TEST_POSTGRES_URL=postgresql://…",
        "  2. a Docker engine that has or can pull postgres:17-trixie and rabbitmq:4.0-management",
        "  3. the programs on this machine: on Debian, apt-get install postgresql rabbitmq-server",
    ])  # fmt: skip
