"""The process that binds pages: bounded like the one that examines, told the sheets first, then their bytes.

Standard input: the sheets (JSON, its length on four bytes before it), then each page's bytes. Standard
output: a verdict as the examining process gives it, then the PDF.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from services.vault.adapters.documents import limits, sniff
from services.vault.adapters.documents.answer import Verdict
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.worker import bound_this_process, open_answer, send

if TYPE_CHECKING:
    from services.vault.adapters.documents.bind import Sheet


def main() -> None:
    """Bind standard input. Imports of decoding libraries wait until the limits stand."""
    answer = open_answer()
    bound_this_process(limits.BIND_CPU_S)
    try:
        _bind(sys.stdin.buffer, answer)
    except RefusedFileError as reason:
        send(answer, {"refused": reason.code})
    except MemoryError:
        send(answer, {"refused": "document_bomb"})


def _bind(received: BinaryIO, answer: BinaryIO) -> None:
    from services.vault.adapters.documents.bind import Sheet, bind

    told = json.loads(received.read(int.from_bytes(received.read(4), "big")))
    sheets = [Sheet(one["content_type"], one["size_bytes"], one["turn"], tuple(one["cut"])) for one in told]
    made = bind(sheets, _contents(sheets, received))
    if len(made) > limits.MAX_DOCUMENT_BYTES:
        raise RefusedFileError("document_too_large")
    send(answer, Verdict(sniff.PDF, 1, 0, 0, len(made)).as_line())
    answer.write(made)
    answer.flush()


def _contents(sheets: Sequence[Sheet], received: BinaryIO) -> Iterator[bytes]:
    return (received.read(sheet.size_bytes) for sheet in sheets)


if __name__ == "__main__":
    main()
