"""Every file of the real collection is kept intact or refused; no photograph keeps its position."""

from __future__ import annotations

import io
from pathlib import Path

import pi_heif
import pikepdf
import pytest
from PIL import Image

from services.vault.adapters.documents import Examiner
from services.vault.adapters.documents.refusals import SENTENCES
from shared.problems import InvalidInput

pytestmark = pytest.mark.real_data
GPS_IFD, ORIENTATION = 0x8825, 0x0112
NOT_PAPERS = {"README", "LICENSE"}
CHUNK_BYTES = 65_536


def files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "documents").rglob("*") if path.is_file())


def kept(examiner: Examiner, path: Path) -> tuple[bytes, bytes, str]:
    """The bytes received, the bytes to keep, the content type."""
    received, cleaned = path.read_bytes(), bytearray()
    chunks = (received[at : at + CHUNK_BYTES] for at in range(0, len(received), CHUNK_BYTES))
    examined = examiner.examine(chunks, cleaned.extend)
    assert examined.preview, f"no preview of {path.name}"
    return received, bytes(cleaned) if examined.changed else received, examined.content_type


@pytest.mark.feature("V17")
@pytest.mark.timeout(120)
def test_each_real_file_is_kept_without_its_position_or_refused_with_a_reason(real_data: Path) -> None:
    pi_heif.register_heif_opener()
    examiner, refused, positions = Examiner(), dict[str, str](), 0
    for path in files(real_data):
        try:
            received, clean, content_type = kept(examiner, path)
        except InvalidInput as refusal:
            refused[path.name] = refusal.detail
            continue
        if content_type == "application/pdf":
            with pikepdf.open(io.BytesIO(clean)) as pdf:
                assert len(pdf.pages) >= 1
        else:
            positions += same_picture_elsewhere_unknown(received, clean)
    assert refused == dict.fromkeys(NOT_PAPERS, SENTENCES["document_type_refused"])
    assert positions >= 2, "the collection no longer holds photographs with a position"


def same_picture_elsewhere_unknown(received: bytes, clean: bytes) -> bool:
    """Same pixels and orientation, no position any more; says whether there was one."""
    before, after = Image.open(io.BytesIO(received)), Image.open(io.BytesIO(clean))
    had = bool(before.getexif().get_ifd(GPS_IFD))
    assert after.getexif().get_ifd(GPS_IFD) == {}
    assert after.getexif().get(ORIENTATION) == before.getexif().get(ORIENTATION)
    assert after.tobytes() == before.tobytes()
    return had
