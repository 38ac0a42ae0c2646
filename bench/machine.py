"""The machine and the versions that the figures are worth for."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

import psycopg
from kombu.connection import Connection

from shared.messaging.topology import server_version
from shared.testing.servers import Servers

LIBRARIES = ("eventsourcing", "kombu", "nameko", "eventlet", "psycopg", "SQLAlchemy", "tink", "aio-pika")
GIB = 1024**3


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    cores = len(os.sched_getaffinity(0))
    return (
        f"machine: {cores} cores, {memory:.1f} GiB, {platform.machine()}, "
        f"{platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}"
    )


def versions(servers: Servers) -> Iterator[str]:
    """What runs; starts the servers to ask them."""
    with psycopg.connect(servers.postgres_url) as database:
        postgres = database.info.parameter_status("server_version")
    with Connection(servers.amqp_url) as broker:  # type: ignore[no-untyped-call]
        numbers = server_version(broker.connection)
    yield f"servers: PostgreSQL {postgres}, RabbitMQ {'.'.join(map(str, numbers))}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"versions: Python {platform.python_version()}, {libraries}"
