"""What a real server for tests can do, whoever runs it, and how we know that it answers.

A server answers when a client's whole handshake, sign-in included, succeeds: an open port proves nothing,
since PostgreSQL and RabbitMQ both listen before they serve.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Protocol

import amqp
import psycopg

USER = "maillon"
PASSWORD = "maillon-tests"  # noqa: S105 - servers that live as long as the tests, on the loopback address
START_TIMEOUT_S = 120.0  # a broker's first start takes 10 s alone, a minute on two busy cores
STOP_TIMEOUT_S = 20.0
CONNECT_TIMEOUT_S = 3
POLL_S = 0.2
# RabbitMQ answers before its metadata store (Mnesia) has written a new virtual host or queue: a kill within
# about two seconds loses it (erlang/otp issue 4392). What a settled queue has confirmed is never lost.
BROKER_SETTLES_S = 3.0


class ServersMissingError(Exception):
    """No server can be had; the message says the ways to get one."""


class Server(Protocol):
    """One running server, private to its tests unless it was given by address."""

    @property
    def url(self) -> str: ...

    def start(self) -> None:
        """Start, or start again on the same address and data; return when it answers."""

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL); return when it is gone."""

    def stop(self) -> None:
        """End it and remove all it kept."""


class Broker(Server, Protocol):
    """A RabbitMQ, with the address of its management interface ("" when unknown)."""

    @property
    def management_url(self) -> str: ...

    def freeze(self) -> None:
        """Stop it in its tracks, its connections open: what is sent stays on its way. `kill` ends it."""

    def wipe(self) -> None:
        """Kill it, remove its data, start it again at the same address, empty."""


def free_port() -> int:
    """A TCP port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def broker_answers(url: str) -> bool:
    parts = amqp_parts(url)
    try:
        with amqp.Connection(
            **parts, connect_timeout=CONNECT_TIMEOUT_S, read_timeout=CONNECT_TIMEOUT_S
        ) as connection:
            connection.channel().close()
            return True
    except (OSError, amqp.AMQPError):
        return False


def amqp_parts(url: str) -> dict[str, str]:
    """The parts of an `amqp://user:password@host:port/vhost` address, as amqp.Connection takes them."""
    from kombu.utils.url import parse_url  # kombu reads addresses as everything else of ours does

    parts = parse_url(url)
    return {
        "host": f"{parts['hostname']}:{parts['port'] or 5672}",
        "userid": parts["userid"] or "guest",
        "password": parts["password"] or "guest",
        "virtual_host": parts["virtual_host"] or "/",
    }


def wait_until(answers: Callable[[], bool], what: str, timeout_s: float = START_TIMEOUT_S) -> None:
    """Ask `answers` every 0.2 s until it is true. Raises TimeoutError naming `what`."""
    deadline = time.monotonic() + timeout_s
    while not answers():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: no answer after {timeout_s:g} s")
        time.sleep(POLL_S)
