"""The process that decodes a stranger's file: everything it may do is bounded before a byte is read.

Reads one document on standard input, answers on standard output, then ends. The answer: a verdict (JSON, its
length on four bytes before it), the cleaned bytes when they differ, then a preview. The preview comes last: a
file that only fails to be drawn is kept without one. No file can be written, no core dumped: clear bytes stay
in memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from services.vault.adapters.documents import limits, sniff
from services.vault.adapters.documents.answer import Verdict
from services.vault.adapters.documents.floods import refuse_floods
from services.vault.adapters.documents.refusals import RefusedFileError


def main() -> None:
    """Examine standard input. Imports of decoding libraries wait until the limits stand."""
    answer = open_answer()
    bound_this_process(limits.WORKER_CPU_S)
    data = sys.stdin.buffer.read(limits.MAX_DOCUMENT_BYTES + 1)
    try:
        _examine(data, answer)
    except RefusedFileError as reason:
        send(answer, {"refused": reason.code})
    except MemoryError:
        send(answer, {"refused": "document_bomb"})


def _examine(data: bytes, answer: BinaryIO) -> None:
    if not data:
        raise RefusedFileError("document_empty")
    if len(data) > limits.MAX_DOCUMENT_BYTES:
        raise RefusedFileError("document_too_large")
    content_type = sniff.content_type_of(data)
    if content_type == sniff.PDF:
        _examine_pdf(data, answer)
    else:
        _examine_picture(data, content_type, answer)


def _examine_pdf(data: bytes, answer: BinaryIO) -> None:
    refuse_floods(data)
    from services.vault.adapters.documents.pdf import count_pages, preview_pdf
    from services.vault.adapters.documents.strip import strip_location

    pages = count_pages(data)
    cleaned = strip_location(data, sniff.PDF)
    _keep(answer, Verdict(sniff.PDF, pages, 0, 0, 0), data, cleaned)
    from services.vault.adapters.documents.pictures import as_preview

    _preview(answer, lambda: as_preview(preview_pdf(cleaned)))


def _examine_picture(data: bytes, content_type: str, answer: BinaryIO) -> None:
    from services.vault.adapters.documents.pictures import as_preview, decode, has_position
    from services.vault.adapters.documents.strip import strip_location

    picture = decode(data, content_type)
    cleaned = strip_location(data, content_type)
    if has_position(cleaned, content_type):
        raise RefusedFileError("document_damaged")  # metadata built to deceive us
    _keep(answer, Verdict(content_type, picture.pages, picture.width, picture.height, 0), data, cleaned)
    _preview(answer, lambda: as_preview(picture.small))


def _keep(answer: BinaryIO, verdict: Verdict, received: bytes, cleaned: bytes) -> None:
    changed = cleaned != received
    send(answer, replace(verdict, cleaned_bytes=len(cleaned) if changed else 0).as_line())
    if changed:
        answer.write(cleaned)
        answer.flush()


def _preview(answer: BinaryIO, draw: Callable[[], bytes]) -> None:
    spent = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.PREVIEW_CPU_S, resource.RLIM_INFINITY))
    try:
        answer.write(draw())
    except Exception:  # noqa: BLE001 - a preview is a comfort: whatever stops it, the document is kept
        return
    answer.flush()


def send(answer: BinaryIO, verdict: dict[str, object]) -> None:
    """A verdict, its length before it."""
    body = json.dumps(verdict).encode()
    answer.write(len(body).to_bytes(4, "big") + body)
    answer.flush()


def open_answer() -> BinaryIO:
    """Standard output, for us alone: nothing a library prints may pass for an answer."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answer


def bound_this_process(cpu_s: int) -> None:
    """Memory, processor time, no file written, no core."""
    for limit, most in (
        (resource.RLIMIT_AS, limits.WORKER_MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
