"""Examining a received file from the service's side: one short-lived process per file, spoken to by pipes.

Clear bytes pass through memory and pipes only. Waiting is done with `select`, which cooperates under eventlet
and blocks nothing but the caller elsewhere; the pipes are ours, not `subprocess`'s, so that they behave alike
in both. A worker that dies before its verdict was overwhelmed or misled by the file: the file is refused.
"""

from __future__ import annotations

import hashlib
import io
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.vault.adapters.documents import limits
from services.vault.adapters.documents.answer import Answer
from services.vault.adapters.documents.refusals import refusal
from shared.problems import Unavailable

_ROOT = Path(__file__).resolve().parents[4]
PYTHON = (sys.executable, "-E", "-s", "-m")
_WORKER = (*PYTHON, "services.vault.adapters.documents.worker")
_PIPE_CHUNK_BYTES = 65_536
OVERWHELMED = frozenset({-24, -9, -6})  # SIGXCPU, SIGKILL, SIGABRT: out of time or memory


@dataclass(frozen=True)
class Examined:
    """A file worth keeping. Sizes in pixels are 0 for a PDF; `size` and `sha256` are of the bytes to keep.

    `changed` says whether these are the cleaned bytes rather than those received. `preview` is a small
    upright JPEG of the first page (≤ 320 px), empty when it could not be drawn.
    """

    content_type: str
    pages: int
    width: int
    height: int
    changed: bool
    size: int
    sha256: str
    received_sha256: str
    preview: bytes


class Examiner:
    """Starts at most `at_once` workers; callers beyond wait a bounded time, then `unavailable`."""

    def __init__(
        self, at_once: int = limits.WORKERS_AT_ONCE, deadline_s: float = limits.WORKER_DEADLINE_S
    ) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self._deadline_s = deadline_s

    def examine(self, chunks: Iterable[bytes], write_cleaned: Callable[[bytes], object]) -> Examined:
        """Look at a document given as clear chunks; push its cleaned bytes to `write_cleaned` if they differ.

        Refuses with `document_type_refused`, `document_damaged`, `document_encrypted`, `document_bomb`,
        `document_too_large` or `document_empty` (`invalid_input`, field `file`).
        """
        if not self._places.acquire(timeout=limits.WORKER_WAIT_S):
            raise Unavailable("examination_busy", "Trop de documents arrivent en même temps. Réessayez.")
        try:
            return _examine(chunks, write_cleaned, time.monotonic() + self._deadline_s)
        finally:
            self._places.release()


def _examine(chunks: Iterable[bytes], write_cleaned: Callable[[bytes], object], until: float) -> Examined:
    received, cleaned = _Digest(), _Digest()

    def keep_cleaned(chunk: bytes) -> None:
        cleaned.add(chunk)
        write_cleaned(chunk)

    answer = Answer(keep_cleaned)
    try:
        exit_code = converse(_WORKER, received.passing(chunks), answer, until)
    except ValueError:
        raise refusal("document_damaged") from None  # the worker was misled by the file
    verdict = answer.verdict
    if answer.refused:
        raise refusal(answer.refused)
    if verdict is None or not answer.is_complete:
        raise refusal("document_bomb" if exit_code in OVERWHELMED else "document_damaged")
    kept = cleaned if verdict.cleaned_bytes else received
    return Examined(
        content_type=verdict.content_type,
        pages=verdict.pages,
        width=verdict.width,
        height=verdict.height,
        changed=verdict.cleaned_bytes > 0,
        size=kept.size,
        sha256=kept.sha256.hexdigest(),
        received_sha256=received.sha256.hexdigest(),
        preview=answer.preview,
    )


class _Digest:
    def __init__(self) -> None:
        self.size, self.sha256 = 0, hashlib.sha256()

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.sha256.update(chunk)

    def passing(self, chunks: Iterable[bytes]) -> Iterable[bytes]:
        for chunk in chunks:
            self.add(chunk)
            yield chunk


def converse(command: Sequence[str], chunks: Iterable[bytes], answer: Answer, until: float) -> int:
    """Feed the worker and read it until it ends; its exit code, negative when a signal ended it."""
    their_input, our_input = os.pipe()
    our_output, their_output = os.pipe()
    with io.FileIO(our_input, "wb") as to_worker, io.FileIO(our_output, "rb") as from_worker:
        try:
            worker = subprocess.Popen(  # noqa: S603 - a fixed command, without a shell
                command,
                stdin=their_input,
                stdout=their_output,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                start_new_session=True,
            )
        finally:
            os.close(their_input)
            os.close(their_output)
        try:
            _pump(iter(chunks), to_worker, from_worker, answer, until)
        except BaseException:
            worker.kill()
            raise
        finally:
            if time.monotonic() >= until:
                worker.kill()
            exit_code = worker.wait()
        return exit_code


def _pump(
    chunks: Iterator[bytes], to_worker: io.FileIO, from_worker: io.FileIO, answer: Answer, until: float
) -> None:
    """Write and read whenever the pipes allow, until the worker closes its end or the deadline passes."""
    os.set_blocking(to_worker.fileno(), False)
    os.set_blocking(from_worker.fileno(), False)
    pending = memoryview(b"")
    while (left_s := until - time.monotonic()) > 0:
        if not pending and not to_worker.closed:
            pending = memoryview(next(chunks, b""))
            if not pending:
                to_worker.close()
        writers = [] if to_worker.closed else [to_worker]
        readable, writable, _ = select.select([from_worker], writers, [], left_s)
        if writable:
            try:
                pending = pending[to_worker.write(pending[:_PIPE_CHUNK_BYTES]) or 0 :]
            except BrokenPipeError:
                to_worker.close()  # it refused before the end, or died: its exit code tells
        if readable:
            said = from_worker.read(_PIPE_CHUNK_BYTES)
            if said == b"":
                return
            if said:
                answer.feed(said)
