"""A stand-in for clamd: speaks INSTREAM on a port of this machine, knows EICAR, and can be made to misbehave.

It passes the same contract test as the real one (tests/integration/vault/test_scanner.py). EICAR is put
together here, at run time, so that no file of the project holds it.
"""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

NESTED_MAX = 17  # clamd's own MaxRecursion
IDLE_S = 30.0


def eicar() -> bytes:
    """The harmless string that every antivirus calls a virus."""
    return b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", b"-STANDARD-ANTIVIRUS-", b"TEST-FILE!$H+H*"))


class FakeClamd:
    """`alert_exceeds_max`: what a sound configuration sets. `behaviour`: `sound`, `silent` (accepts, never
    answers), `cut` (hangs up), `nonsense`.
    """

    def __init__(self) -> None:
        self.alert_exceeds_max, self.behaviour, self.scans = True, "sound", 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp:127.0.0.1:{self._listening.getsockname()[1]}"
        self._closing = threading.Event()
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def close(self) -> None:
        """Nobody listens any more. May be called twice."""
        if self._closing.is_set():
            return
        self._closing.set()
        with socket.socket() as last:  # wakes who waits for a caller
            last.connect_ex(self._listening.getsockname())
        self._serving.join(IDLE_S)
        self._listening.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            wire, _ = self._listening.accept()
            threading.Thread(target=self._answer, args=(wire,), daemon=True).start()

    def _answer(self, wire: socket.socket) -> None:
        with wire:
            wire.settimeout(IDLE_S)
            if self._closing.is_set() or self.behaviour == "cut":
                return
            try:
                content = _received(wire)
                if self.behaviour == "silent":
                    self._closing.wait(IDLE_S)
                    return
                wire.sendall(f"stream: {self._verdict(content)}\0".encode())
            except OSError:
                return

    def _verdict(self, content: bytes) -> str:
        self.scans += 1
        if self.behaviour == "nonsense":
            return "perhaps"
        if eicar() in content:
            return "Eicar-Test-Signature FOUND"
        if self.alert_exceeds_max and _depth(content) > NESTED_MAX:
            return "Heuristics.Limits.Exceeded.MaxRecursion FOUND"
        return "OK"


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    """One that listens while the block runs."""
    made = FakeClamd()
    try:
        yield made
    finally:
        made.close()


def _received(wire: socket.socket) -> bytes:
    with wire.makefile("rb") as read:
        if read.read(10) != b"zINSTREAM\0":
            return b""
        content = bytearray()
        while size := struct.unpack(">I", read.read(4).rjust(4, b"\0"))[0]:
            content += read.read(size)
        return bytes(content)


def _depth(content: bytes) -> int:
    depth = 0
    while depth <= NESTED_MAX:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(archive.namelist()[0])
        except (zipfile.BadZipFile, IndexError):
            return depth
        depth += 1
    return depth
