"""B8: a document in (sniffed, hashed, encrypted, flushed) and out (decrypted) against a plain copy to disk.

In: chunks pushed as the gateway pushes them, staged and promoted ÷ the same chunks written and flushed. Out:
decrypted into a file that is flushed ÷ the plain file copied so. Memory: how much more than before a process
holds at its worst moment, at each size. Void when a document comes back other than it went in.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, interleaved, ratios
from services.vault.adapters.documents.sniff import PDF, content_type_of
from shared.blobs import BlobStore, new_document_key

ROUNDS = {2: 41, 20: 21, 200: 7}  # by size in MB: a round of a few milliseconds tells little alone
CHUNK_BYTES = 262_144
PLACE = b"vault/document"
HEAD = b"%PDF-1.7\n"
IN, OUT, MEMORY = Goal(">=", 0.85), Goal(">=", 0.8), Goal("<=", 16, "rss_mb")


def measure(bed: Bed) -> list[Outcome]:
    """Three goals, each at every size."""
    into: dict[str, list[float]] = {}
    out: dict[str, list[float]] = {}
    memory: dict[str, list[float]] = {}
    for size_mb, rounds_max in ROUNDS.items():
        name = f"{size_mb} MB"
        trial = _Trial(bed.folder / f"documents-{size_mb}", size_mb)
        rounds = interleaved(
            rounds_max,
            {
                "in": trial.bring_in,
                "copied in": trial.copy_in,
                "out": trial.bring_out,
                "copied out": trial.copy_out,
            },
        )
        into[name] = [1 / ratio for ratio in ratios(rounds, "in", "copied in")]
        out[name] = [1 / ratio for ratio in ratios(rounds, "out", "copied out")]
        memory[name] = [_memory_mb(bed.folder, size_mb)]
    return [
        Outcome(IN, "document in ÷ plain copy", into),
        Outcome(OUT, "document out ÷ plain copy", out),
        Outcome(MEMORY, "memory of a document in and out, MB", memory),
    ]


class _Trial:
    """One document of this size in one folder; each way gives the seconds it took."""

    def __init__(self, folder: Path, size_mb: int) -> None:
        folder.mkdir(parents=True)
        self._folder, self._store, self._size = folder, BlobStore(folder / "blobs"), size_mb * 1_000_000
        self._body, self._key, self._id = os.urandom(CHUNK_BYTES), new_document_key(), uuid4()
        _kept(self._store, self._key, self._id, self._chunks(), self._size)
        _write(self._chunks(), folder / "plain")
        self._sha256 = hashlib.sha256(b"".join(self._chunks())).hexdigest()
        back = hashlib.sha256(b"".join(self._store.open(self._id, self._key, PLACE))).hexdigest()
        if back != self._sha256:
            raise VoidError("a document came back other than it went in")

    def bring_in(self) -> float:
        document_id, began = uuid4(), time.perf_counter()
        sha256 = _kept(self._store, self._key, document_id, self._chunks(), self._size)
        took = time.perf_counter() - began
        if sha256 != self._sha256:
            raise VoidError("a document was taken for another")
        self._store.delete(document_id)
        return took

    def copy_in(self) -> float:
        return _write(self._chunks(), self._folder / "copy")

    def bring_out(self) -> float:
        return _write(self._store.open(self._id, self._key, PLACE), self._folder / "copy")

    def copy_out(self) -> float:
        return _write(_read(self._folder / "plain"), self._folder / "copy")

    def _chunks(self) -> Iterator[bytes]:
        return chunks_of(self._body, self._size)


def chunks_of(body: bytes, size: int) -> Iterator[bytes]:
    """A PDF's first bytes, then `body` again and again, up to `size` bytes."""
    yield HEAD
    left = size - len(HEAD)
    while left > 0:
        yield body[:left]
        left -= len(body)


def _kept(store: BlobStore, key: bytes, document_id: object, chunks: Iterator[bytes], size: int) -> str:
    first = next(chunks)
    if content_type_of(first) != PDF:
        raise VoidError("a document was taken for another kind")
    writer = store.writer(data_key=key, associated_data=PLACE, max_bytes=size)
    writer.write(first)
    for chunk in chunks:
        writer.write(chunk)
    staged = writer.finish()
    store.promote(staged.name, document_id)  # type: ignore[arg-type]
    return staged.sha256


def _write(chunks: Iterable[bytes], path: Path) -> float:
    """Seconds to write and flush; the file is removed, unless it is the plain one."""
    began = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for chunk in chunks:
            file.write(chunk)
        os.fsync(file.fileno())
    took = time.perf_counter() - began
    if path.name == "copy":
        path.unlink()
    return took


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _memory_mb(folder: Path, size_mb: int) -> float:
    """In a process of its own, after a first small document."""
    command = [sys.executable, "-m", "bench.documents", str(folder / f"memory-{size_mb}"), str(size_mb)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return float(done.stdout)


def main() -> None:
    """`python -m bench.documents FOLDER SIZE_MB`: how many MB more a document in and out takes."""
    store, key, body = BlobStore(Path(sys.argv[1])), new_document_key(), os.urandom(CHUNK_BYTES)
    before = 0
    for size in (1_000_000, int(sys.argv[2]) * 1_000_000):
        document_id = uuid4()
        before = _most_held_kib()
        _kept(store, key, document_id, chunks_of(body, size), size)
        for _ in store.open(document_id, key, PLACE):
            pass
    sys.stdout.write(str((_most_held_kib() - before) * 1_024 / 1_000_000))


def _most_held_kib() -> int:
    """Of this program: what `getrusage` tells counts the one that started it too."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main()
