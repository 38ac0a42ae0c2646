"""Uploads over HTTP: added to from an offset, told where they are, kept through cuts, checked at the end."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar.exceptions import HTTPException

from services.gateway.edge.upload_pieces import append, offset_of
from services.gateway.refusals import OffsetDiffers
from shared.blobs import PIECES_MAX, new_document_key
from shared.contracts.vault import DepositDocument, DepositTicket
from shared.contracts.vault_uploads import (
    BeginUpload,
    DropUpload,
    EndedUpload,
    EndUpload,
    FindUpload,
    UploadTicket,
)
from shared.problems import Conflict, InvalidInput, NotFound, Refused, Unavailable
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import PAPER, Walker, done

FILE = bytes(range(256)) * 10_000  # 2.56 MB: two pieces and a rest
SHA256 = hashlib.sha256(FILE).hexdigest()
UPLOAD = str(uuid4())
KEY, PAPER_KEY = new_document_key(), new_document_key()
HEADERS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/octet-stream"}


def ticket(*_: Any, sha256: str = SHA256, **changes: Any) -> UploadTicket:
    fields: dict[str, Any] = {"id": UPLOAD, "size_bytes": len(FILE), "sha256": sha256, "expires_at": NOW}
    key = base64.b64encode(KEY).decode()
    return UploadTicket(**fields | {"data_key": key, "associated_data": "v/u"} | changes)


def deposit_ticket() -> DepositTicket:
    return DepositTicket(
        document_id=str(uuid4()),
        data_key=base64.b64encode(PAPER_KEY).decode(),
        associated_data="v/d",
        max_bytes=5_000_000,
        expires_at=NOW,
    )


def ended(*_: Any) -> EndedUpload:
    return EndedUpload(upload=ticket(), ticket=deposit_ticket())


@pytest.fixture
def at(house: House) -> str:
    """The uploads' address of a person who is signed in, the vault answering."""
    vault_id = Walker(house).enter_as_holder()
    house.caller.replies |= {BeginUpload: ticket, FindUpload: ticket, EndUpload: ended, DropUpload: done}
    return f"/api/v1/vaults/{vault_id}/uploads"


def patch(house: House, at: str, offset: int, body: bytes) -> Any:
    headers = {**HEADERS, "Upload-Offset": str(offset)}
    return house.client.patch(f"{at}/{UPLOAD}", content=body, headers=headers)


def received(house: House, staged: str) -> bytes:
    return b"".join(house.blobs.open_staged(staged, PAPER_KEY, b"v/d"))


@pytest.mark.feature("V3")
def test_a_file_sent_in_three_goes_arrives_whole(house: House, at: str) -> None:
    new = {"category": "identity", "title": "Carte", "size_bytes": len(FILE), "sha256": SHA256}
    begun = house.client.post(at, json=new, headers={"Sec-Fetch-Site": "same-origin"})
    assert (begun.status_code, begun.json()["offset"], begun.headers["Upload-Offset"]) == (201, 0, "0")
    assert "data_key" not in begun.text
    for start, stop in ((0, 1_500_000), (1_500_000, 1_500_001), (1_500_001, len(FILE))):
        told = patch(house, at, start, FILE[start:stop])
        assert (told.status_code, told.json()["offset"]) == (200, stop)
        asked = house.client.head(f"{at}/{UPLOAD}", headers=HEADERS)
        assert (asked.status_code, asked.headers["Upload-Offset"], asked.text) == (200, str(stop), "")
    seen: list[bool] = []

    def keep(command: DepositDocument, _actor: Any) -> Any:
        assert (command.size_bytes, command.sha256) == (len(FILE), SHA256)
        seen.append(received(house, command.staged_name) == FILE)
        return PAPER

    house.caller.replies[DepositDocument] = keep
    kept = house.client.post(f"{at}/{UPLOAD}/paper", headers=HEADERS)
    assert (kept.status_code, kept.json()["id"], seen) == (201, PAPER.id, [True])
    assert house.blobs.pieces.offset(UUID(UPLOAD)) == 0
    house.caller.replies[EndUpload] = lambda *_: EndedUpload(upload=ticket(kept=PAPER))
    assert house.client.post(f"{at}/{UPLOAD}/paper", headers=HEADERS).json()["id"] == PAPER.id


@pytest.mark.feature("V3")
def test_another_offset_is_a_conflict_that_says_the_right_one(house: House, at: str) -> None:
    patch(house, at, 0, FILE[:1_000])
    for wrong in (0, 999, 1_001):
        refused = patch(house, at, wrong, FILE[:10])
        assert (refused.status_code, refused.headers["Upload-Offset"]) == (409, "1000")
        told = refused.json()
        assert (told["code"], told["params"]) == ("upload_offset_differs", {"offset": 1000})
    assert patch(house, at, -1, b"x").status_code in (400, 422)
    assert house.client.patch(f"{at}/{UPLOAD}", content=b"x", headers=HEADERS).status_code in (400, 422)
    assert house.blobs.pieces.offset(UUID(UPLOAD)) == 1_000


def test_missing_bytes_make_no_paper_and_bytes_too_many_are_refused(house: House, at: str) -> None:
    patch(house, at, 0, FILE[:1_000])
    early = house.client.post(f"{at}/{UPLOAD}/paper", headers=HEADERS)
    assert (early.status_code, early.headers["Upload-Offset"]) == (409, "1000")
    beyond = patch(house, at, 1_000, FILE)
    assert (beyond.status_code, beyond.json()["code"]) == (422, "upload_too_long")
    assert house.blobs.pieces.offset(UUID(UPLOAD)) <= len(FILE)
    assert house.caller.all(DepositDocument) == []


def test_bytes_that_are_not_those_announced_make_no_paper_and_the_upload_begins_again(
    house: House, at: str
) -> None:
    patch(house, at, 0, bytes(len(FILE)))
    refused = house.client.post(f"{at}/{UPLOAD}/paper", headers=HEADERS)
    assert (refused.status_code, refused.json()["code"]) == (422, "upload_differs")
    assert house.blobs.pieces.offset(UUID(UPLOAD)) == 0
    assert house.caller.all(DepositDocument) == []
    assert list((house.folder / "blobs" / "staging").iterdir()) == []


def test_a_deposit_whose_answer_is_lost_is_ended_again_and_another_s_paper_is_told(
    house: House, at: str
) -> None:
    patch(house, at, 0, FILE)

    def lost(*_: Any) -> Any:
        raise Unavailable("timeout")

    house.caller.replies[DepositDocument] = lost
    assert house.client.post(f"{at}/{UPLOAD}/paper", headers=HEADERS).status_code == 503
    assert house.blobs.pieces.offset(UUID(UPLOAD)) == len(FILE)
    answers = iter((ended(), EndedUpload(upload=ticket(kept=PAPER))))

    def first_was_another(*_: Any) -> Any:
        raise Conflict("draft_already_kept")

    house.caller.replies |= {EndUpload: lambda *_: next(answers), DepositDocument: first_was_another}
    assert house.client.post(f"{at}/{UPLOAD}/paper", headers=HEADERS).json()["id"] == PAPER.id


def test_what_came_before_a_cut_is_kept(house: House) -> None:
    async def cut() -> AsyncIterator[bytes]:
        for start in range(0, 1_300_000, 50_000):
            yield FILE[start : start + 50_000]
        raise HTTPException(status_code=400)

    with pytest.raises(Unavailable) as refusal:
        asyncio.run(append(cut(), 0, house.blobs, ticket()))
    assert refusal.value.code == "upload_cut"
    assert house.blobs.pieces.offset(UUID(UPLOAD)) == 1_300_000


def test_two_requests_that_bring_the_same_bytes_leave_one_whole_chain(house: House) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for start in range(0, len(FILE), 40_000):
            await asyncio.sleep(0)
            yield FILE[start : start + 40_000]

    async def both() -> list[Any]:
        two = (append(slowly(), 0, house.blobs, ticket()) for _ in range(2))
        return await asyncio.gather(*two, return_exceptions=True)

    outcomes = asyncio.run(both())
    assert len(FILE) in outcomes or all(isinstance(one, OffsetDiffers) for one in outcomes)
    pieces = house.blobs.pieces
    reached = pieces.offset(UUID(UPLOAD))
    whole = b"".join(pieces.clear(UUID(UPLOAD), data_key=KEY, place=b"v/u")) == FILE[:reached]
    assert (whole, reached > 0) == (True, True)


def test_an_upload_cut_too_often_is_refused(house: House) -> None:
    async def one(byte: bytes) -> AsyncIterator[bytes]:
        yield byte

    async def many() -> None:
        for offset in range(PIECES_MAX):
            await append(one(b"x"), offset, house.blobs, ticket())
        with pytest.raises(Refused) as refusal:
            await append(one(b"x"), PIECES_MAX, house.blobs, ticket())
        assert refusal.value.code == "upload_in_too_many_pieces"
        assert await offset_of(house.blobs, ticket()) == 0, "begun again, it is not stuck"
        assert await append(one(b"xy"), 0, house.blobs, ticket()) == 2

    asyncio.run(many())


@pytest.mark.feature("V3")
def test_the_page_of_the_script_keeps_the_paper_or_says_why_not(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    page = walker.get("/papiers/ajouter")
    assert f'data-resume="/api/v1/vaults/{vault_id}/uploads"' in page
    assert "/static/upload.js" in page
    house.caller.replies[EndUpload] = lambda *_: EndedUpload(upload=ticket(kept=PAPER))
    path = f"/coffre/{vault_id}/envois/{UPLOAD}"
    assert "Le papier est gardé" in walker.post(path, category="identity", title="Carte")

    def infected(*_: Any) -> Any:
        raise InvalidInput("document_infected")

    house.caller.replies[EndUpload] = infected
    assert "L'antivirus a trouvé un virus" in walker.post(path, category="identity", title="Carte")
    assert walker.status == 422


def test_an_upload_that_is_no_more_is_not_found(house: House, at: str) -> None:
    def gone(*_: Any) -> Any:
        raise NotFound("upload_not_found")

    house.caller.replies |= {FindUpload: gone, EndUpload: gone}
    assert patch(house, at, 0, b"x").status_code == 404
    assert house.client.head(f"{at}/{UPLOAD}", headers=HEADERS).status_code == 404
    assert house.client.delete(f"{at}/{UPLOAD}", headers=HEADERS).status_code == 204
