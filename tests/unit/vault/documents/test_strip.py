"""Location leaves, and nothing else: pixels, dates, orientation and lengths stay."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services.vault.adapters.documents import sniff
from services.vault.adapters.documents.heif import strip_heif
from services.vault.adapters.documents.jpeg import strip_jpeg
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.strip import strip_location
from services.vault.adapters.documents.xmp import without_places
from tests.unit.vault.documents import samples

PICTURES = [
    pytest.param(samples.jpeg, sniff.JPEG, id="jpeg"),
    pytest.param(lambda: samples.jpeg(progressive=True), sniff.JPEG, id="progressive"),
    pytest.param(samples.png, sniff.PNG, id="png"),
    pytest.param(samples.webp, sniff.WEBP, id="webp"),
    pytest.param(samples.tiff, sniff.TIFF, id="tiff"),
]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def compressed_scan(jpeg: bytes) -> bytes:
    return jpeg[jpeg.index(b"\xff\xda") : jpeg.rindex(b"\xff\xd9")]


@pytest.mark.feature("V17")
@pytest.mark.parametrize(("make", "content_type"), PICTURES)
def test_a_photograph_loses_its_position_and_keeps_its_pixels_and_date(
    make: Callable[[], bytes], content_type: str
) -> None:
    received = make()
    assert samples.PLACE in received
    assert opened(received).getexif().get_ifd(samples.GPS_IFD)
    cleaned = strip_location(received, content_type)
    assert samples.PLACE not in cleaned
    assert opened(cleaned).getexif().get_ifd(samples.GPS_IFD) == {}
    assert opened(cleaned).tobytes() == opened(received).tobytes()
    kept, before = opened(cleaned).getexif(), opened(received).getexif()
    assert kept.get_ifd(samples.EXIF_IFD)[samples.DATE] == "2026:01:15 10:30:00"
    assert kept.get(samples.ORIENTATION) == before.get(samples.ORIENTATION)


@pytest.mark.parametrize(("make", "content_type"), PICTURES)
def test_what_has_no_place_any_more_is_left_as_it_is(make: Callable[[], bytes], content_type: str) -> None:
    cleaned = strip_location(make(), content_type)
    assert strip_location(cleaned, content_type) == cleaned


def test_the_compressed_scan_of_a_jpeg_is_copied_byte_for_byte() -> None:
    plain = samples.written(samples.picture(), "JPEG", quality=85)
    assert strip_jpeg(plain) == plain
    with_exif = samples.written(samples.picture(), "JPEG", exif=samples.exif(), quality=85)
    cleaned = strip_jpeg(with_exif)
    assert compressed_scan(cleaned) == compressed_scan(with_exif) == compressed_scan(plain)


def test_a_second_photograph_hidden_after_the_first_is_dropped() -> None:
    received = samples.jpeg(index=bytes(20))
    cleaned = strip_jpeg(received)
    assert received.count(b"\xff\xd8\xff") > cleaned.count(b"\xff\xd8\xff") == 1
    assert b"MPF\x00" not in cleaned
    assert cleaned.endswith(b"\xff\xd9")


def test_iptc_keeps_its_headline_and_xmp_its_date() -> None:
    cleaned = strip_jpeg(samples.jpeg())
    assert b"Une attestation" in cleaned
    assert b'xmp:CreateDate="2026-01-15"' in cleaned
    assert not re.search(b"GPSLat|City", cleaned)


def test_a_png_keeps_the_texts_that_name_no_place() -> None:
    cleaned = opened(strip_location(samples.png(), sniff.PNG))
    cleaned.load()
    assert cleaned.info["Title"] == "Une attestation"
    assert "GPS position" not in cleaned.info
    assert "Comment" not in cleaned.info


def test_a_heic_is_cleaned_in_place() -> None:
    received = samples.heif()
    cleaned = strip_heif(received)
    assert len(cleaned) == len(received)
    assert samples.PLACE in received
    assert samples.PLACE not in cleaned
    assert b"the coded picture" in cleaned
    assert b"2026:01:15 10:30:00" in cleaned
    assert b"mpvd" not in cleaned


def test_a_pdf_without_a_place_is_left_byte_for_byte() -> None:
    received = samples.pdf(xmp=b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    assert strip_location(received, sniff.PDF) == received


def test_a_pdf_loses_the_places_of_its_metadata_and_photographs() -> None:
    photograph = samples.written(samples.picture(), "JPEG", exif=samples.exif())
    cleaned = strip_location(samples.pdf(xmp=samples.XMP, photograph=photograph), sniff.PDF)
    with pikepdf.open(io.BytesIO(cleaned)) as kept:
        assert len(kept.pages) == 2
        assert samples.PLACE not in kept.Root.Metadata.read_bytes()
        inside = kept.Root.Photograph.read_raw_bytes()
    assert samples.PLACE not in inside
    assert compressed_scan(inside) == compressed_scan(photograph)


@pytest.mark.parametrize("codings", [1, 2])
def test_a_pdf_s_compressed_metadata_are_cleaned_too(codings: int) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf(xmp=samples.XMP))) as made:
        packet = samples.XMP
        for _ in range(codings):
            packet = zlib.compress(packet)
        coding = pikepdf.Array([pikepdf.Name.FlateDecode] * codings)
        made.Root.Metadata.write(packet, filter=coding)
        out = io.BytesIO()
        made.save(out, compress_streams=False)
    with pikepdf.open(io.BytesIO(strip_location(out.getvalue(), sniff.PDF))) as kept:
        assert samples.PLACE not in kept.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    "packet",
    [
        samples.XMP.decode().encode("utf-16"),
        b'<!DOCTYPE x [<!ENTITY e "x">]>' + samples.XMP,
        samples.XMP.replace(b"</photoshop:City>", b""),
        samples.XMP.replace(b"photoshop:City", b"photoshop:Note").replace(b"GPSLatitude", b"MyGps"),
    ],
    ids=["utf-16", "entities", "not well-formed", "unknown property"],
)
def test_a_packet_we_do_not_understand_is_blanked_whole(packet: bytes) -> None:
    cleaned = without_places(packet)
    assert len(cleaned) == len(packet)
    assert b"adobe:ns:meta/" in cleaned
    assert samples.PLACE not in cleaned
    assert b"48,51" not in cleaned


def test_a_packet_without_a_place_is_left_as_it_is() -> None:
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a:b xmlns:a="u" a:CreateDate="2026"/></x:xmpmeta>'
    assert without_places(packet) == packet


@pytest.mark.filterwarnings(
    "ignore:Corrupt EXIF",
    "ignore:Tag data",
    "ignore:Possibly corrupt",
    "ignore:Metadata Warning",
    "ignore:Truncated File",
    "ignore:Image appears",
)
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_metadata_never_crashes_and_never_keeps_a_position(data: st.DataObject) -> None:
    """A few bytes changed anywhere before the scan: the file is refused, or cleaned without its position."""
    received = bytearray(samples.written(samples.picture(size=(16, 16)), "JPEG", exif=samples.exif()))
    header = received.index(b"\xff\xda")
    for _ in range(data.draw(st.integers(1, 4))):
        received[data.draw(st.integers(2, header - 1))] = data.draw(st.integers(0, 255))
    try:
        cleaned = strip_location(bytes(received), sniff.JPEG)
    except RefusedFileError:
        return
    try:
        assert opened(cleaned).getexif().get_ifd(samples.GPS_IFD) == {}
    except (OSError, SyntaxError, ValueError, TypeError):
        return  # no reader opens it: the examination refuses it
