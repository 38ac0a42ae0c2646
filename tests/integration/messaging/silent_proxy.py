"""A TCP proxy that can go silent, its connections left open, and can put frames into a broker's answers."""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

CHUNK = 65_536
STEP_S = 0.05
FRAME_HEAD, FRAME_END = 7, 0xCE
BLOCKED, UNBLOCKED = (10, 60), (10, 61)  # methods of AMQP's class "connection", RabbitMQ's extension


class SilentProxy:
    """Listens on a free port in front of the server of `url`; its own address is `url` with that port."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._stopped, self._silent = threading.Event(), threading.Event()
        self._unread = threading.Event()
        self._to_say: list[bytes] = []
        user = parts.netloc.rpartition("@")[0]
        port = self._listener.getsockname()[1]
        self.url = urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{port}"))

    def silence(self) -> None:
        """From now on nothing gets through, and nobody is told."""
        self._silent.set()

    def say_blocked(self) -> None:
        """The broker tells the one connection that goes through here that it is short of memory, and reads no
        more from it."""
        self._unread.set()
        self._to_say.append(_frame(*BLOCKED, b"\x0alow memory"))

    def say_unblocked(self) -> None:
        self._unread.clear()
        self._to_say.append(_frame(*UNBLOCKED, b""))

    def __enter__(self) -> SilentProxy:  # noqa: PYI034
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Cut everything."""
        self._stopped.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        self._listener.settimeout(STEP_S)
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._start(self._carry, client, socket.create_connection(self._target, 5))

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        frames = bytearray()
        with client, server, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while not self._stopped.is_set():
                found = [] if self._silent.wait(0) else ready.select(STEP_S)
                if self._silent.is_set():
                    self._stopped.wait(STEP_S)
                    continue
                if self._to_say and not frames:
                    client.sendall(self._to_say.pop(0))
                for key, _ in found:
                    source, other = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    if source is client and self._unread.is_set():
                        self._stopped.wait(STEP_S / 10)
                        continue
                    try:
                        data = source.recv(CHUNK)
                        other.sendall(data)
                    except OSError:
                        return
                    if not data:
                        return
                    if source is server:
                        _keep_rest(frames, data)


def _keep_rest(frames: bytearray, data: bytes) -> None:
    """Leave in `frames` what is not yet a whole frame: empty between two frames."""
    frames += data
    while len(frames) >= FRAME_HEAD:
        length = FRAME_HEAD + struct.unpack(">I", frames[3:FRAME_HEAD])[0] + 1
        if len(frames) < length:
            return
        del frames[:length]


def _frame(kind: int, method: int, arguments: bytes) -> bytes:
    payload = struct.pack(">HH", kind, method) + arguments
    return struct.pack(">BHI", 1, 0, len(payload)) + payload + bytes([FRAME_END])
