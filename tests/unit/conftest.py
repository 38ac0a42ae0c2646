"""Unit tests reach no network: while one runs, connecting a socket outside this machine's files fails."""

from __future__ import annotations

import socket
from typing import Any, NoReturn

import pytest

CLOSED = ("connect", "connect_ex", "sendto")


def _guarded(name: str) -> Any:
    real = getattr(socket.socket, name)

    def refuse(self: socket.socket, *arguments: Any) -> Any:
        if self.family == socket.AF_UNIX:
            return real(self, *arguments)
        _fail(arguments[-1])

    return refuse


def _fail(address: object) -> NoReturn:
    pytest.fail(f"a unit test tried to reach {address!r}: use a fake, or move it to tests/integration")


def pytest_runtest_setup() -> None:
    for name in CLOSED:
        setattr(socket.socket, name, _guarded(name))


def pytest_runtest_teardown() -> None:
    for name in CLOSED:
        if name in vars(socket.socket):
            delattr(socket.socket, name)
