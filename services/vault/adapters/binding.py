"""Binding staged pages into one staged PDF: clear bytes pass through memory and pipes only."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Sequence

from services.vault.adapters.documents import limits
from services.vault.adapters.documents.answer import Answer
from services.vault.adapters.documents.examination import OVERWHELMED, PYTHON, converse
from services.vault.adapters.documents.refusals import refusal
from services.vault.domain.pages import Page
from shared.blobs import BlobStore, Staged
from shared.problems import Conflict, Unavailable

_BINDER = (*PYTHON, "services.vault.adapters.documents.bind_worker")
AT_ONCE = 1  # each may hold a hundred megabytes of photographs


class Binder:
    """Implements the port `Bind` on one blob store."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs, self._places = blobs, threading.BoundedSemaphore(AT_ONCE)

    def __call__(
        self, pages: Sequence[Page], *, page_key: bytes, page_place: bytes, data_key: bytes, place: bytes
    ) -> Staged:
        """Raises `invalid_input` with the reason, `conflict` when an original is not what it was, or
        Unavailable.
        """
        if not self._places.acquire(timeout=limits.WORKER_WAIT_S):
            raise Unavailable("examination_busy", "Trop de documents arrivent en même temps. Réessayez.")
        writer = self._blobs.writer(
            data_key=data_key, associated_data=place, max_bytes=limits.MAX_DOCUMENT_BYTES
        )
        try:
            answer = Answer(writer.write)
            until = time.monotonic() + limits.BIND_DEADLINE_S
            exit_code = converse(_BINDER, self._told(pages, page_key, page_place), answer, until)
            if answer.refused:
                raise refusal(answer.refused)
            if not answer.is_complete:
                raise refusal("document_bomb" if exit_code in OVERWHELMED else "document_damaged")
            return writer.finish()
        except ValueError:
            writer.abort()
            raise refusal("document_damaged") from None
        except BaseException:
            writer.abort()
            raise
        finally:
            self._places.release()

    def _told(self, pages: Sequence[Page], key: bytes, place: bytes) -> Iterator[bytes]:
        sheets = [_sheet(page) for page in pages]
        head = json.dumps(sheets).encode()
        yield len(head).to_bytes(4, "big") + head
        for page in pages:
            seen = hashlib.sha256()
            for chunk in self._blobs.open_staged(page.staged, key, place):
                seen.update(chunk)
                yield chunk
            if seen.hexdigest() != page.sha256:
                raise Conflict("page_differs", "Une page a changé : recommencez.")


def _sheet(page: Page) -> dict[str, object]:
    shape = page.shape
    return {
        "content_type": page.content_type,
        "size_bytes": page.size_bytes,
        "turn": shape.turn,
        "cut": [shape.top, shape.right, shape.bottom, shape.left],
    }
