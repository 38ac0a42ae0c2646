"""A TCP proxy before PostgreSQL that cuts the line at a COMMIT: its request or its reply is lost."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

CHUNK = 65_536
IDLE_S = 0.2

Cut = Literal["request", "reply"]


class CuttingProxy:
    """Listens on a free port; `cut` says what is lost of a COMMIT: the request, or the reply. `every`: the
    first COMMIT only (0), or each so many-th."""

    def __init__(self, url: str, cut: Cut, every: int = 0) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 5432)
        self._cut = cut
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()
        self._every = every
        self._commits = 0
        self.cuts = 0
        user = parts.netloc.rpartition("@")[0]
        self.url = urlunsplit(
            parts._replace(
                netloc=f"{user}@127.0.0.1:{self._listener.getsockname()[1]}", query="sslmode=disable"
            )
        )

    def __enter__(self) -> CuttingProxy:  # noqa: PYI034
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        self._listener.settimeout(IDLE_S)
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._start(self._carry, client, socket.create_connection(self._target, 5))

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(ConnectionError), client, server, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while not self._stopped.is_set():
                for key, _ in ready.select(IDLE_S):
                    source, other = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(CHUNK)
                    if not data:
                        return
                    if source is client and b"COMMIT\0" in data and self._is_due():
                        self.cuts += 1
                        if self._cut == "reply":
                            server.sendall(data)
                            server.recv(CHUNK)  # the server has committed; nobody is told
                        return
                    other.sendall(data)

    def _is_due(self) -> bool:
        self._commits += 1
        return not self._commits % self._every if self._every else not self.cuts
