"""Headers that do not come whole in time hold no connection; whoever sends theirs is answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.web import WebServer
from services.gateway.edge.slow_headers import HeadersInTime

ANSWERED_MAX_S = 5.0
GIVEN_UP_MAX_S = 5.0
SHORT_S = 0.3


async def hello(scope: Any, _receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(HeadersInTime, "headers_max_s", SHORT_S)
    server = WebServer(0)
    server.start(hello)
    parts = urlsplit(server.base_url)
    yield str(parts.hostname), int(parts.port or 0)
    server.stop()


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_visitor_whose_headers_never_end_is_given_up(address: tuple[str, int], begun: bytes) -> None:
    with socket.create_connection(address, GIVEN_UP_MAX_S) as visitor:
        visitor.sendall(begun)
        assert visitor.recv(1000) == b""


def test_so_is_one_who_begins_a_second_request_and_stops(address: tuple[str, int]) -> None:
    with socket.create_connection(address, GIVEN_UP_MAX_S) as visitor:
        visitor.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = visitor.recv(1000)
        while b"ok" not in answer:
            answer += visitor.recv(1000)
        assert answer.startswith(b"HTTP/1.1 200")
        visitor.sendall(b"GET / HTTP/1.1\r\nHo")
        assert visitor.recv(1000) == b""
