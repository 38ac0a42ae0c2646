"""What a bench stands on: private servers that flush to disk, a folder of its own, and a voice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.goals import VoidError
from shared.testing.servers import Servers

FLUSHING = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class Bed:
    """`folder` is empty and removed at the end; `servers` start when first asked for."""

    servers: Servers
    folder: Path

    @contextmanager
    def postgres(self, name: str) -> Iterator[str]:
        """The address of an empty database on a server that flushes every commit. Raises VoidError."""
        url = self.servers.new_database(name)
        try:
            with psycopg.connect(url) as connection:
                for setting in FLUSHING:
                    row = connection.execute(f"show {setting}").fetchone()
                    if row != ("on",):
                        raise VoidError(f"PostgreSQL runs with {setting} {row}")
            yield url
        finally:
            self.servers.drop_database(url)

    @contextmanager
    def broker(self, name: str) -> Iterator[str]:
        """The address of an empty virtual host."""
        url = self.servers.new_vhost(name)
        try:
            yield url
        finally:
            self.servers.drop_vhost(url)

    def note(self, text: str) -> None:
        """Say a figure that is no goal."""
        print(f"  {text}", flush=True)
