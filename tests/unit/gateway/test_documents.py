"""Papers stream through: never whole in memory, never in clear on disk, refused clearly."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from litestar.exceptions import HTTPException

from services.gateway.edge.file_answers import disposition
from services.gateway.edge.file_streams import stage_upload
from services.gateway.refusals import TooLarge
from shared.blobs import new_document_key
from shared.contracts.vault import (
    BeginDeposit,
    DepositDocument,
    DepositTicket,
    Document,
    ExportVault,
    OpenDocument,
    ReadTicket,
)
from shared.problems import InvalidInput, NotAllowed, Unavailable
from tests.unit.gateway.house import NOW, House

DOCUMENT = uuid4()
KEY = new_document_key()
BOUND = f"vault/{DOCUMENT}"
MAX_BYTES = 3_000_000
MEGABYTE = b"\x5a" * 1_000_000
PATH = "/api/v1/vaults/v1/documents"
QUERY = {"category": "identity", "title": "Carte d'identité"}


def ticket(*_: Any) -> DepositTicket:
    return DepositTicket(
        document_id=str(DOCUMENT),
        data_key=base64.b64encode(KEY).decode(),
        associated_data=BOUND,
        max_bytes=MAX_BYTES,
        expires_at=NOW,
    )


def kept(command: DepositDocument, _actor: Any) -> Document:
    return Document(
        id=command.document_id,
        category="identity",
        title="Carte d'identité",
        content_type="application/pdf",
        size_bytes=command.size_bytes,
        pages=1,
        deposited_at=NOW,
        deposited_by="Agnès",
    )


def read_ticket(house: House, content: bytes, **changes: Any) -> ReadTicket:
    staged = house.blobs.stage([content], data_key=KEY, associated_data=BOUND.encode(), max_bytes=MAX_BYTES)
    house.blobs.promote(staged.name, DOCUMENT)
    said = {
        "blob": str(DOCUMENT),
        "data_key": base64.b64encode(KEY).decode(),
        "associated_data": BOUND,
        "title": "Carte d'identité",
        "content_type": "application/pdf",
        "size_bytes": len(content),
        "expires_at": NOW,
    }
    return ReadTicket(**{**said, **changes})


def staged_files(house: House) -> list[Any]:
    return list((house.folder / "blobs" / "staging").glob("*"))


def deposit(house: House, content: bytes, headers: dict[str, str]) -> Any:
    return house.client.post(PATH, params=QUERY, content=content, headers=headers)


def test_a_paper_is_staged_encrypted_and_told_whole(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies |= {BeginDeposit: ticket, DepositDocument: kept}
    answer = deposit(house, MEGABYTE, headers)
    assert answer.status_code == 201, answer.text
    command = house.caller.all(DepositDocument)[0].request
    assert isinstance(command, DepositDocument)
    assert (command.size_bytes, command.sha256) == (1_000_000, hashlib.sha256(MEGABYTE).hexdigest())
    (file,) = staged_files(house)
    assert MEGABYTE[:64] not in file.read_bytes()


def test_without_the_right_to_add_no_byte_is_kept(house: House) -> None:
    headers = house.sign_up()

    def refuse(*_: Any) -> Any:
        raise NotAllowed("no_consent")

    house.caller.replies[BeginDeposit] = refuse
    assert deposit(house, MEGABYTE, headers).status_code == 403
    assert staged_files(house) == []


def test_a_paper_too_large_is_told_so_and_nothing_is_kept(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies |= {BeginDeposit: ticket, DepositDocument: kept}
    for content in (MEGABYTE * 4, MEGABYTE * 7):
        answer = deposit(house, content, headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "document_too_large")
        assert answer.json()["params"]["max_bytes"] == MAX_BYTES
    assert staged_files(house) == []
    assert house.caller.all(DepositDocument) == []


def test_an_empty_paper_is_refused(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[BeginDeposit] = ticket
    answer = deposit(house, b"", headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "document_empty")
    assert staged_files(house) == []


def test_a_paper_the_vault_refuses_is_discarded(house: House) -> None:
    headers = house.sign_up()

    def refuse(*_: Any) -> Any:
        raise InvalidInput("document_type_refused", field="file")

    house.caller.replies |= {BeginDeposit: ticket, DepositDocument: refuse}
    assert deposit(house, b"MZ", headers).json()["code"] == "document_type_refused"
    assert staged_files(house) == []


def test_an_upload_is_written_while_it_arrives(house: House) -> None:
    sizes: list[int] = []

    async def arriving() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield MEGABYTE
            sizes.append(sum(file.stat().st_size for file in staged_files(house)))

    large = msgspec.structs.replace(ticket(), max_bytes=20_000_000)
    staged = asyncio.run(stage_upload(arriving(), None, house.blobs, large))
    assert staged.size == 20_000_000
    assert sizes[-1] - sizes[0] >= 10_000_000


def test_an_upload_cut_on_the_way_leaves_nothing(house: House) -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield MEGABYTE
        raise HTTPException(status_code=500)

    with pytest.raises(Unavailable):
        asyncio.run(stage_upload(cut(), None, house.blobs, ticket()))
    assert staged_files(house) == []


def test_an_upload_announced_far_too_large_is_refused_before_a_file_is_made(house: House) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        return
        yield b""

    with pytest.raises(TooLarge):
        asyncio.run(stage_upload(nothing(), 50_000_000, house.blobs, ticket()))
    assert staged_files(house) == []


def test_a_paper_read_is_never_cached_sniffed_or_run(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[OpenDocument] = lambda *_: read_ticket(house, MEGABYTE)
    answer = house.client.get(f"{PATH}/{DOCUMENT}/content", headers=headers)
    assert answer.content == MEGABYTE
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_picture_is_shown_in_a_sandbox_and_a_strange_type_is_never_shown(house: House) -> None:
    headers = house.sign_up()
    picture = read_ticket(house, b"x", content_type="image/png")
    house.caller.replies[OpenDocument] = lambda *_: picture
    answer = house.client.get(f"{PATH}/{DOCUMENT}/content", headers=headers)
    assert "sandbox" in answer.headers["content-security-policy"]
    strange = msgspec.structs.replace(picture, content_type="text/html")
    house.caller.replies[OpenDocument] = lambda *_: strange
    answer = house.client.get(f"{PATH}/{DOCUMENT}/content", headers=headers)
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_download_is_a_file_and_the_manner_is_asked_of_the_vault(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies[OpenDocument] = lambda *_: read_ticket(house, b"x")
    answer = house.client.get(f"{PATH}/{DOCUMENT}/content", params={"manner": "download"}, headers=headers)
    assert answer.headers["content-disposition"].startswith("attachment;")
    request = house.caller.all(OpenDocument)[0].request
    assert isinstance(request, OpenDocument)
    assert request.manner == "download"
    bad = house.client.get(f"{PATH}/{DOCUMENT}/content", params={"manner": "steal"}, headers=headers)
    assert (bad.status_code, bad.json()["field"]) == (422, "manner")


def test_a_file_that_is_gone_is_a_problem_not_half_an_answer(house: House) -> None:
    headers = house.sign_up()
    gone = read_ticket(house, b"x")
    house.blobs.delete(DOCUMENT)
    house.caller.replies[OpenDocument] = lambda *_: gone
    answer = house.client.get(f"{PATH}/{DOCUMENT}/content", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "document_missing")


def test_everything_is_taken_away_as_a_zip(house: House) -> None:
    headers = house.sign_up()
    archive = read_ticket(house, b"PK", content_type="application/zip", title="maillon")
    house.caller.replies[ExportVault] = lambda *_: archive
    answer = house.client.post("/api/v1/vaults/v1/export", headers=headers)
    assert (answer.content, answer.headers["content-type"]) == (b"PK", "application/zip")
    assert 'filename="maillon.zip"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("title", ['a"b\r\nX-Evil: 1', "../../etc/passwd", "é" * 300, "…", "名前", ""])
def test_a_title_never_becomes_a_dangerous_file_name(title: str) -> None:
    header = disposition(title, "application/pdf", inline=False)
    name = header.split('filename="')[1].split('"')[0]
    assert header.isascii()
    assert not set('\r\n/\\"') & set(name)
    assert ".." not in name
    assert name
    assert len(header) < 900
