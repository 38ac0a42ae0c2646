"""Whether the broker said something is known without waiting: for any descriptor, and of what TLS holds."""

from __future__ import annotations

import fcntl
import socket
from types import SimpleNamespace

import pytest

from shared.messaging.connection import has_word

HIGH = 1_100  # `select` knows no descriptor above 1023


@pytest.fixture
def ends() -> tuple[socket.socket, socket.socket]:
    """Two ends of a line, the first with a high descriptor, as in a process with a thousand visitors."""
    near, far = socket.socketpair()
    high = socket.socket(fileno=fcntl.fcntl(near.fileno(), fcntl.F_DUPFD, HIGH))
    near.close()
    return high, far


def test_a_word_is_seen_on_a_high_descriptor(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    with near, far:
        connection = SimpleNamespace(sock=near)
        assert near.fileno() >= HIGH
        assert not has_word(connection)
        far.send(b"x")
        assert has_word(connection)


def test_what_tls_has_read_already_is_a_word(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    with near, far:
        held = [7, 0]
        sock = SimpleNamespace(fileno=near.fileno, pending=lambda: held.pop(0))
        assert has_word(SimpleNamespace(sock=sock))
        assert not has_word(SimpleNamespace(sock=sock))
