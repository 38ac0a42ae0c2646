"""What strangers send: bodies that are not what they say, that never end, that come from another site; names
of files that are traps. Refused as the sender's mistake, quickly, and nothing is left.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.gateway.edge.body import WithinTime
from services.gateway.edge.file_answers import disposition
from services.gateway.edge.file_streams import stage_upload
from shared.blobs import new_document_key
from shared.contracts.directory import RequestContact
from shared.contracts.shapes import Done
from shared.contracts.vault import DepositTicket, OpenVault
from shared.problems import Unavailable
from tests.unit.gateway.house import House
from tests.unit.gateway.test_edge import ASK, enter_by_cookie

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "\xff\xfe"}',
        b'{"email": "\xed\xa0\x80"}',
        b"[" * 60_000,
        b'{"email": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b"\x1f\x8b\x08\x00 a compressed body is no JSON",
        b"\x00",
        b'{"email": 1e999999}',
    ],
)
def test_a_body_that_is_not_json_is_its_senders_mistake(house: House, body: bytes) -> None:
    answer = house.client.post("/api/v1/sessions", content=body, headers=JSON)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["kind"] == "invalid_input"


def test_a_password_of_another_scheme_is_no_proof_against_forgery(house: House) -> None:
    enter_by_cookie(house)
    house.caller.replies[RequestContact] = lambda *_: Done(id="1")
    forged = {"Authorization": "Basic eDp5", "Sec-Fetch-Site": "cross-site"}
    answer = house.client.post(ASK, json={"professional_id": "x"}, headers=forged)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert house.caller.all(RequestContact) == []


def test_an_unverified_professional_costs_no_hash_and_no_account(house: House) -> None:
    headers = house.sign_up()
    house.caller.verified.clear()
    answer = house.client.post("/api/v1/vaults", json={"given_name": "Awa", "pin": "4807"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "unverified")
    assert house.caller.all(OpenVault) == []


@pytest.mark.parametrize(
    ("title", "content_type", "plain"),
    [
        ("Carte d'identité", "application/pdf", "Carte d_identite.pdf"),
        ("العربية", "application/pdf", "document.pdf"),
        ("بطاقة 2", "image/jpeg", "2.jpg"),
        ("a\r\nSet-Cookie: x=1", "image/png", "a__Set-Cookie_ x=1.png"),
        ('"; filename="evil.exe', "application/pdf", "__ filename=_evil.exe.pdf"),
        ("../../etc/passwd", "application/pdf", "_._etc_passwd.pdf"),
        ("plan", "image/tiff", "plan.tiff"),
        ("", "application/octet-stream", "document"),
    ],
)
def test_a_title_becomes_a_file_name_that_traps_nobody(title: str, content_type: str, plain: str) -> None:
    header = disposition(title, content_type, inline=False)
    assert header.split(";")[1].strip() == f'filename="{plain.replace("=", "_")}"'
    assert header.isascii()
    assert header.isprintable()


async def trickle() -> AsyncIterator[bytes]:
    """A body that starts and never ends."""
    yield b"%PDF-1.4"
    await asyncio.Event().wait()


def test_a_body_that_never_ends_is_given_up_and_leaves_nothing(house: House) -> None:
    ticket = DepositTicket(
        document_id="d",
        data_key=base64.b64encode(new_document_key()).decode(),
        associated_data="x",
        max_bytes=1_000,
        expires_at=datetime.now(UTC),
    )

    async def upload() -> Any:
        return await stage_upload(WithinTime(trickle(), 0.05), None, house.blobs, ticket)

    with pytest.raises(Unavailable) as refusal:
        asyncio.run(upload())
    assert refusal.value.code == "body_too_slow"
    assert [path for path in (house.folder / "blobs").rglob("*") if path.is_file()] == []
