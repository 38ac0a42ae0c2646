"""Antivirus by clamd's INSTREAM (clamd(8)): the clear bytes pass through a socket and are kept nowhere.

Fails closed: when the scanner is silent, busy, out of bounds or set to call clean what it did not look
at, the answer is `unavailable` and nothing is kept. clamd says OK of what is above its own limits unless
`AlertExceedsMax yes`: a probe asks it, before its first answer is believed and each hour after.
"""

from __future__ import annotations

import contextlib
import io
import re
import socket
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.vault.adapters.documents.refusals import refusal
from shared.logs import get_logger
from shared.problems import Unavailable

DEADLINE_S = 20.0  # connecting, sending 20 MiB, being scanned and answered, second try included
CONNECT_WITHIN_S = 2.0
TRIES_MAX = 2  # a scanner that reloads its signatures may drop one connection
PAUSE_S = 0.2
ANSWER_MAX_BYTES = 1_000
CHUNK_MAX_BYTES = 65_536
PROBED_FOR_S = 3_600.0
PROBE_DEPTH = 101  # clamd looks into 17 archives within each other unless told otherwise, 100 at most
ABOVE_LIMITS = re.compile(r"Heuristics\.Limits\.Exceeded|size limit exceeded", re.IGNORECASE)
_log = get_logger(__name__)


@dataclass(frozen=True)
class Address:
    """`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`."""

    family: socket.AddressFamily
    at: str | tuple[str, int]


def address_of(text: str) -> Address:
    """Raises ValueError when the text names neither a Unix socket nor a host and port."""
    kind, _, rest = text.partition(":")
    if kind == "unix" and rest.startswith("/"):
        return Address(socket.AF_UNIX, rest)
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and port.isdecimal() and 0 < int(port) < 65536:
        return Address(socket.AF_INET, (host, int(port)))
    raise ValueError("expected unix:/path or tcp:host:port")


class Clamd:
    """One scanner. `scan` returns when the bytes are clean, else raises."""

    installed = True

    def __init__(self, address: Address, deadline_s: float = DEADLINE_S) -> None:
        self._address, self._deadline_s = address, deadline_s
        self._probed_until, self._probing = 0.0, threading.Lock()

    def scan(self, opened: Callable[[], Iterable[bytes]]) -> None:
        """`opened` gives the clear chunks, anew for each try. Raises `document_infected`, or
        `document_unscannable` for what is above the scanner's limits (`invalid_input`), or Unavailable.
        """
        until = time.monotonic() + self._deadline_s
        self._probe(until)
        said = self._answer(opened, until)
        if said == "OK":
            return
        if ABOVE_LIMITS.search(said):
            raise refusal("document_unscannable")
        if said.endswith(" FOUND"):
            _log.warning("document_infected", signature=said.removesuffix(" FOUND"))
            raise refusal("document_infected")
        raise _unavailable("scanner_unavailable")

    def _probe(self, until: float) -> None:
        with self._probing:
            if time.monotonic() < self._probed_until:
                return
            said = self._answer(lambda: [nested_archive()], until)
            if not ABOVE_LIMITS.search(said):
                _log.error("scanner_misconfigured", expected="AlertExceedsMax yes", answered=said)
                raise _unavailable("scanner_misconfigured")
            self._probed_until = time.monotonic() + PROBED_FOR_S

    def _answer(self, opened: Callable[[], Iterable[bytes]], until: float) -> str:
        """What the scanner says of these bytes, without its `stream: `."""
        for number in range(1, TRIES_MAX + 1):
            try:
                return self._ask(opened, until)
            except OSError as why:
                _log.warning("scanner_silent", kind=type(why).__name__, tried=number)
                if time.monotonic() + PAUSE_S >= until:
                    break
                time.sleep(PAUSE_S)
        self._probed_until = 0.0  # what comes back may be another
        raise _unavailable("scanner_unavailable")

    def _ask(self, opened: Callable[[], Iterable[bytes]], until: float) -> str:
        with socket.socket(self._address.family, socket.SOCK_STREAM) as wire:
            wire.settimeout(min(CONNECT_WITHIN_S, _left_s(until)))
            wire.connect(self._address.at)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it answers, then hangs up
                wire.sendall(b"zINSTREAM\0")
                for chunk in opened():
                    for at in range(0, len(chunk), CHUNK_MAX_BYTES):
                        piece = chunk[at : at + CHUNK_MAX_BYTES]
                        wire.settimeout(_left_s(until))
                        wire.sendall(struct.pack(">I", len(piece)) + piece)
                wire.sendall(struct.pack(">I", 0))
            return _read(wire, until)


class NoScanner:
    """Where no scanner is installed: everything passes, and the pages say so."""

    installed = False

    def scan(self, opened: Callable[[], Iterable[bytes]]) -> None:
        """Nothing is looked for."""


def scanner_at(address: str, deadline_s: float = DEADLINE_S) -> Clamd | NoScanner:
    """The scanner that the setting names; none when it is empty."""
    return Clamd(address_of(address), deadline_s) if address else NoScanner()


def nested_archive(depth: int = PROBE_DEPTH) -> bytes:
    """Archives within each other, deeper than any scanner looks: what AlertExceedsMax must alert of."""
    content = b"nothing"
    for _ in range(depth):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = made.getvalue()
    return content


def _read(wire: socket.socket, until: float) -> str:
    said = bytearray()
    while b"\0" not in said and b"\n" not in said:
        wire.settimeout(_left_s(until))
        received = wire.recv(ANSWER_MAX_BYTES)
        if not received or len(said) > ANSWER_MAX_BYTES:
            raise ConnectionError("no whole answer")
        said += received
    line = re.split(rb"[\0\n]", bytes(said))[0].decode("utf-8", "replace")
    return line.removeprefix("stream: ").strip()


def _left_s(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _unavailable(code: str) -> Unavailable:
    return Unavailable(code, "L'antivirus ne répond pas : rien n'a été rangé. Réessayez plus tard.")
