"""A form with a file is read as it arrives: the fields, then the file piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from services.gateway.pages.form import Form
from services.gateway.pages.upload_form import FIELD_MAX_BYTES, read_upload
from services.gateway.refusals import Malformed
from shared.problems import InvalidInput

BOUNDARY = "frontiere"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    told = f'; filename="{filename}"' if filename is not None else ""
    return b"".join(
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'.encode(),
            content,
            b"\r\n",
        )
    )


def sent(*parts: bytes, step: int = 7, boundary: str = BOUNDARY) -> Any:
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    async def stream() -> AsyncIterator[bytes]:
        for at in range(0, len(body), step):
            yield body[at : at + step]

    return SimpleNamespace(content_type=("multipart/form-data", {"boundary": boundary}), stream=stream)


def read(request: Any) -> tuple[Form, bytes]:
    async def whole() -> tuple[Form, bytes]:
        form, chunks = await read_upload(request)
        return form, b"".join([chunk async for chunk in chunks])

    return asyncio.run(whole())


@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_fields_and_file_are_read_whatever_the_pieces_they_arrive_in(step: int) -> None:
    content = b"%PDF-1.4\r\n--not-the-boundary\r\n" * 50
    parts = (
        part("category", b"identity"),
        part("title", "Carte d'identité".encode()),
        part("file", content, "a.pdf"),
    )
    form, file = read(sent(*parts, step=step))
    assert (form.text("category"), form.text("title")) == ("identity", "Carte d'identité")
    assert file == content


def test_of_two_ways_to_choose_a_file_the_one_left_empty_is_passed_over() -> None:
    form, file = read(sent(part("key", b"k"), part("file", b"", ""), part("file", b"photo", "photo.jpg")))
    assert file == b"photo"
    assert form.text("key") == "k"


def test_a_form_without_a_file_is_told_so() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(sent(part("category", b"identity"), part("file", b"", "")))
    assert (refused.value.code, refused.value.field) == ("document_missing", "file")


@pytest.mark.parametrize(
    "request_sent",
    [
        sent(part("title", b"x" * (FIELD_MAX_BYTES + 1)), part("file", b"x", "a"), step=5_000),
        sent(*[part("title", b"x")] * 30, part("file", b"x", "a"), step=5_000),
        sent(part("file", b"x", "a"), boundary=""),
        sent(part("file", b"x", "a"), boundary="another"),
    ],
)
def test_a_form_out_of_bounds_is_malformed(request_sent: Any) -> None:
    with pytest.raises(Malformed):
        read(request_sent)
