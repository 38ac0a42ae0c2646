"""A PDF that runs, hides or floods is not kept; one that only looks like it is."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from services.vault.adapters.documents.floods import refuse_floods
from services.vault.adapters.documents.pdf import count_pages
from services.vault.adapters.documents.refusals import RefusedFileError

PdfChange = Callable[[pikepdf.Pdf], None]
FLOOD_REFUSED_WITHIN_CPU_S = 2.0


def made(change: PdfChange, **saved: bool) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    out = io.BytesIO()
    pdf.save(out, **saved)
    return out.getvalue()


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def script_in_an_annotation(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
    pdf.pages[0].Annots = pikepdf.Array([link])


def launcher(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def attached(content: bytes) -> PdfChange:
    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["a"] = content

    return attach


def talk_of_scripts(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "how a /JavaScript action and a (/Launch) one are written"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (script, "document_active"),
        (script_in_an_annotation, "document_active"),
        (launcher, "document_active"),
        (attached(b"MZ a program"), "document_attachments"),
        (attached(b"%PDF-1.4"), "document_attachments"),
    ],
)
@pytest.mark.feature("V17")
def test_what_runs_or_hides_is_refused(change: PdfChange, code: str, packed: bool) -> None:
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pytest.raises(RefusedFileError) as refusal:
        count_pages(made(change, object_stream_mode=mode))  # type: ignore[arg-type]
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "change", [talk_of_scripts, attached(b"<?xml version='1.0'?><Invoice/>")], ids=["talk", "invoice"]
)
def test_what_only_speaks_of_it_and_an_electronic_invoice_are_kept(change: PdfChange) -> None:
    assert count_pages(made(change)) == 1


def flood(layers: int) -> bytes:
    deflater = zlib.compressobj(9)
    content = b"".join(deflater.compress(bytes(10_000_000)) for _ in range(40)) + deflater.flush()
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    return b"%PDF-1.5\n1 0 obj<</Type/ObjStm/Filter/FlateDecode/N 1/First 4>>\nstream\n" + content


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_a_flood_is_refused_before_a_library_opens_the_file(layers: int) -> None:
    content = flood(layers)
    began = time.process_time()
    with pytest.raises(RefusedFileError) as refusal:
        refuse_floods(content)
    assert refusal.value.code == "document_bomb"
    assert time.process_time() - began < FLOOD_REFUSED_WITHIN_CPU_S
