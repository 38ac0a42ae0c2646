"""What a person may put in the vault, decided in a process of its own that no file can hold for long."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from services.vault.adapters.documents import Examined, Examiner
from services.vault.adapters.documents.answer import Answer
from services.vault.adapters.documents.limits import MAX_DOCUMENT_BYTES, MAX_PAGES, PREVIEW_SIDE_PX
from services.vault.adapters.documents.refusals import SENTENCES
from shared.problems import InvalidInput
from tests.unit.vault.documents import samples

ROOT = Path(__file__).resolve().parents[4]
BOMB_REFUSED_WITHIN_S = 2.0  # quality.md, T36
PATCHED = """
import eventlet
eventlet.monkey_patch()
import sys, time
from services.vault.adapters.documents import Examiner
ticks = []
def tick():
    while True:
        ticks.append(1)
        eventlet.sleep(0.01)
eventlet.spawn(tick)
cleaned = bytearray()
data = sys.stdin.buffer.read()
examined = Examiner().examine([data[:70000], data[70000:]], cleaned.extend)
print(examined.content_type, examined.changed, len(cleaned) == examined.size, len(ticks) > 5)
"""


def chunks(data: bytes, size: int = 60_000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def examine(data: bytes) -> tuple[Examined, bytes]:
    cleaned = bytearray()
    examined = Examiner().examine(chunks(data), cleaned.extend)
    return examined, bytes(cleaned)


def refused(data: bytes) -> str:
    with pytest.raises(InvalidInput) as refusal:
        examine(data)
    assert refusal.value.field == "file"
    assert refusal.value.detail == SENTENCES[refusal.value.code]
    return refusal.value.code


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    pixels = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x06\x00\x00\x00")
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


@pytest.mark.feature("V17")
def test_a_photograph_comes_back_cleaned_with_an_upright_preview() -> None:
    examined, cleaned = examine(samples.jpeg())
    assert (examined.content_type, examined.pages) == ("image/jpeg", 1)
    assert (examined.width, examined.height) == (320, 200)
    assert examined.changed
    assert samples.PLACE not in cleaned
    assert (examined.size, examined.sha256) == (len(cleaned), hashlib.sha256(cleaned).hexdigest())
    preview = Image.open(io.BytesIO(examined.preview))
    assert preview.size == (200, 320)  # the orientation asks for a quarter turn
    assert max(preview.size) <= PREVIEW_SIDE_PX
    assert not preview.getexif()


def test_a_pdf_without_a_place_is_kept_byte_for_byte() -> None:
    paper = samples.pdf(pages=3)
    examined, cleaned = examine(paper)
    assert (examined.content_type, examined.pages, examined.changed) == ("application/pdf", 3, False)
    assert cleaned == b""
    assert examined.sha256 == examined.received_sha256 == hashlib.sha256(paper).hexdigest()
    assert Image.open(io.BytesIO(examined.preview)).format == "JPEG"


@pytest.mark.parametrize("mode", ["P", "LA", "I;16", "1", "CMYK"])
def test_unusual_colours_have_a_preview_too(mode: str) -> None:
    image = Image.new(mode, (500, 40))
    examined, _ = examine(samples.written(image, "TIFF" if mode in ("CMYK", "I;16") else "PNG"))
    assert examined.preview


@pytest.mark.feature("V17")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "document_empty", id="empty"),
        pytest.param(b"MZ" + bytes(510), "document_type_refused", id="program"),
        pytest.param(b"PK\x03\x04" + bytes(500), "document_type_refused", id="office"),
        pytest.param(b"<html>%PD", "document_type_refused", id="page"),
        pytest.param(samples.pdf()[:200], "document_damaged", id="cut PDF"),
        pytest.param(samples.written(samples.picture(), "JPEG")[:-900], "document_damaged", id="cut JPEG"),
        pytest.param(samples.heif(), "document_damaged", id="HEIC without a picture"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), "document_damaged", id="broken PNG"),
        pytest.param(samples.pdf(password="secret"), "document_encrypted", id="encrypted PDF"),
        pytest.param(samples.pdf(pages=MAX_PAGES + 1), "document_bomb", id="too many pages"),
    ],
)
def test_what_is_not_a_sound_paper_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refused(content) == code


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"%PDF-1.4"])
def test_what_is_heavier_than_the_door_lets_in_is_refused(start: bytes) -> None:
    assert refused(start + bytes(MAX_DOCUMENT_BYTES)) == "document_too_large"


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    started = time.monotonic()
    assert refused(png_header(40_000, 40_000)) == "document_bomb"
    assert time.monotonic() - started < BOMB_REFUSED_WITHIN_S


def test_a_worker_that_takes_too_long_is_ended_and_the_file_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Examiner(deadline_s=0.01).examine(chunks(samples.jpeg()), bytearray().extend)
    assert refusal.value.code == "document_bomb"


def test_an_upload_that_breaks_ends_its_worker_and_frees_its_place() -> None:
    def broken() -> Iterator[bytes]:
        yield b"%PDF-1.4"
        raise ConnectionResetError

    examiner = Examiner(at_once=1)
    with pytest.raises(ConnectionResetError):
        examiner.examine(broken(), bytearray().extend)
    assert examiner.examine(chunks(samples.pdf()), bytearray().extend).pages == 2


def test_the_worker_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("LD_PRELOAD", "")
    assert examine(samples.pdf())[0].pages == 2


def test_it_works_under_eventlet_and_lets_others_run() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PATCHED],
        input=samples.jpeg(),
        cwd=ROOT,
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.decode().split() == ["image/jpeg", "True", "True", "True"], done.stderr.decode()


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x05nope!",
        b'\x00\x00\x00\x59{"content_type":"text/html","pages":1,"width":1,"height":1,"cleaned_bytes":0}'
        + b" " * 30,
        b'\x00\x00\x00\x64{"content_type":"image/jpeg","pages":9999,"width":1,"height":1,"cleaned_bytes":0}'
        + b" " * 40,
    ],
)
def test_a_misled_worker_is_not_believed(said: bytes) -> None:
    answer = Answer(bytearray().extend)
    with pytest.raises(ValueError, match=r".*"):
        answer.feed(said)
