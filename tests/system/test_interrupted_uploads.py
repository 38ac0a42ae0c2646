"""An upload through everything that cuts: the network, kill -9 of the gateway, kill -9 of the vault. On real
processes: what was kept is gone on from, the paper is one and whole, and nothing of it is seen before.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import io
import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from deploy.story.client import Client
from shared.testing.servers import Servers
from tests.system.processes import Processes, five_processes

OPERATOR, PASSWORD = "operateur@exemple.invalid", secrets.token_urlsafe(16)
PIN = "4807"
PIECE = 1_000_000
WAIT_S = 30.0
POLL_S = 0.1
LOST_S = 5.0  # the gateway itself waits for a minute


def a_heavy_photo() -> bytes:
    """About 4 MB of noise."""
    made = io.BytesIO()
    size = (1_700, 1_700)
    Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])).save(made, "JPEG", quality=97)
    return made.getvalue()


class Sender:
    """The person's phone: an upload of `content`, and how far it is."""

    def __init__(self, processes: Processes, content: bytes) -> None:
        self.processes, self.content = processes, content
        self.client = a_holder(processes)
        self.headers = {"Authorization": str(self.client._http.headers["Authorization"])}
        self.path = f"/api/v1/vaults/{self.client.id}/uploads"
        sha256 = hashlib.sha256(content).hexdigest()
        self.new = {"category": "health", "title": "Radio", "size_bytes": len(content), "sha256": sha256}
        self.path += "/" + self.ask("POST", self.path, json=self.new).json()["id"]

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = self.headers | more.pop("headers", {})
        url = f"{self.processes.base_url}{path}"
        timeout = more.pop("timeout", WAIT_S * 3)
        return requests.request(method, url, headers=headers, timeout=timeout, **more)

    def offset(self) -> int:
        return int(self.ask("HEAD", self.path).headers["Upload-Offset"])

    def append(self, start: int, stop: int) -> requests.Response:
        headers = {"Upload-Offset": str(start), "Content-Type": "application/octet-stream"}
        return self.ask("PATCH", self.path, headers=headers, data=self.content[start:stop])

    def begin_append(self, start: int, sent: int) -> http.client.HTTPConnection:
        """A request that announces the rest of the file and stops after `sent` bytes, still open."""
        connection = http.client.HTTPConnection("127.0.0.1", self.processes.http_port, timeout=WAIT_S)
        connection.putrequest("PATCH", self.path)
        said = {"Upload-Offset": str(start), "Content-Length": str(len(self.content) - start)}
        for name, value in (self.headers | said).items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(self.content[start : start + sent])
        return connection

    def papers(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.client.get(f"/vaults/{self.client.id}/documents")["documents"]
        return listed

    def end(self) -> requests.Response:
        return self.ask("POST", f"{self.path}/paper")


def a_holder(processes: Processes) -> Client:
    operator, agnes = Client(processes.base_url), Client(processes.base_url)
    processes.open_operator(OPERATOR, PASSWORD)
    operator.sign_in(email=OPERATOR, password=PASSWORD)
    profile = {"given_name": "Agnès", "family_name": "Fictive", "email": "agnes@exemple.invalid"}
    answer = agnes.post("/accounts", {**profile, "password": PASSWORD, "bearer": True})
    agnes.accept(answer["id"], answer["token"])
    operator.post(f"/professionals/{agnes.id}/verification")
    opened = agnes.post("/vaults", {"given_name": "Awa", "pin": PIN})
    holder = Client(processes.base_url)
    holder.sign_in(card=opened["card"], pin=PIN)
    return holder


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(POLL_S)


def revive(processes: Processes, name: str) -> None:
    processes.start(name)
    processes.wait_ready(name)


@pytest.mark.feature("V3")
@pytest.mark.timeout(420)
def test_an_upload_goes_on_after_cuts_and_after_kill_9_of_the_gateway_and_of_the_vault(
    tmp_path: Path, servers: Servers, amqp_url: str
) -> None:
    content = a_heavy_photo()
    size = len(content)
    assert 3 * PIECE < size < 5 * PIECE
    with five_processes(tmp_path, amqp_url, servers.new_database) as processes:
        sender = Sender(processes, content)
        _gateway_killed(processes, sender)
        reached = _network_cut(sender)
        _vault_killed(processes, sender, reached)
        _vault_killed_while_ending(processes, sender)
        (paper,) = sender.papers()
        read = sender.ask("GET", f"/api/v1/vaults/{sender.client.id}/documents/{paper['id']}/content")
        assert hashlib.sha256(read.content).hexdigest() == sender.new["sha256"]
        again = sender.end()
        assert (again.status_code, again.json()["id"]) == (201, paper["id"])
        assert len(sender.papers()) == 1
        assert list((tmp_path / "blobs" / "uploads").iterdir()) == []


def _gateway_killed(processes: Processes, sender: Sender) -> None:
    """Amid a request that has brought one piece and a half: the whole piece stays, no paper is seen."""
    connection = sender.begin_append(0, PIECE + PIECE // 2)
    until(lambda: sender.offset() == PIECE)
    processes.kill("gateway")
    connection.close()
    revive(processes, "gateway")
    assert sender.offset() == PIECE
    assert sender.papers() == []
    assert sender.append(0, 10).status_code == 409
    begun = sender.ask("POST", sender.path.rpartition("/")[0], json=sender.new).json()
    assert (sender.path.endswith(begun["id"]), begun["offset"]) == (True, PIECE)


def _network_cut(sender: Sender) -> int:
    """The phone is gone amid a request: all that had arrived is kept."""
    sent = PIECE + 123_457
    connection = sender.begin_append(PIECE, sent)
    until(lambda: sender.offset() == 2 * PIECE)
    connection.close()
    until(lambda: sender.offset() == PIECE + sent)
    return PIECE + sent


def _vault_killed(processes: Processes, sender: Sender, reached: int) -> None:
    """Nothing can be decided without it, and nothing is lost."""
    processes.kill("vault")
    refused = sender.append(reached, reached + 1_000)
    assert refused.status_code == 503
    revive(processes, "vault")
    assert sender.offset() == reached
    assert sender.end().status_code == 409
    assert sender.append(reached, len(sender.content)).status_code == 200


def _vault_killed_while_ending(processes: Processes, sender: Sender) -> None:
    """At some moment between the ticket and the answer; asked again, it ends, whatever had been stored."""
    ending = threading.Thread(target=_end_and_lose_the_answer, args=(sender,))
    ending.start()
    until(lambda: any((processes.folder / "blobs" / "staging").iterdir()))
    processes.kill("vault")
    revive(processes, "vault")
    ending.join()
    until(lambda: sender.end().status_code == 201)


def _end_and_lose_the_answer(sender: Sender) -> None:
    with contextlib.suppress(requests.Timeout):
        sender.ask("POST", f"{sender.path}/paper", timeout=LOST_S)
