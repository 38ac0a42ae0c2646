"""Documents sealed and opened side by side: every error reaches the caller, nothing is left, threads end."""

from __future__ import annotations

import errno
import gc
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.blobs import BlobStore, flushing, new_document_key, staging
from shared.blobs.encryption import SEGMENT_BYTES, SegmentCipher, clear_room
from shared.blobs.lanes import PAGES_KEPT_MAX, THREADS, Lanes
from shared.blobs.reading import AHEAD_MAX
from shared.problems import Unavailable

KEY = new_document_key()
PLACE = b"vault/document"
CLEAR = os.urandom(4_000_000)


def stage(store: BlobStore, clear: bytes = CLEAR) -> str:
    chunks = (clear[at : at + 200_000] for at in range(0, len(clear), 200_000))
    return store.stage(chunks, data_key=KEY, associated_data=PLACE, max_bytes=len(clear)).name


def files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def lanes_alive() -> int:
    return sum(thread.name.startswith("blobs") for thread in threading.enumerate())


def fail_after(calls: int, real: Callable[..., Any], failure: BaseException) -> Callable[..., Any]:
    """`real`, which fails at the call after so many."""
    left = iter(range(calls))
    lock = threading.Lock()

    def called(*args: Any, **kwargs: Any) -> Any:
        with lock:
            ended = next(left, None) is None
        if ended:
            raise failure
        return real(*args, **kwargs)

    return called


@pytest.mark.parametrize("calls", [0, 1, 2, 3])
def test_a_disk_that_fails_under_any_segment_is_a_clean_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    failing = fail_after(calls, flushing.write_out, OSError(errno.EIO, "a broken disk"))
    monkeypatch.setattr(staging, "write_out", failing)
    with pytest.raises(Unavailable) as refusal:
        stage(BlobStore(tmp_path))
    assert refusal.value.code == "storage_unavailable"
    assert files(tmp_path) == []


def test_a_flush_that_fails_is_a_clean_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", fail_after(0, os.fsync, OSError(errno.EIO, "a broken disk")))
    with pytest.raises(Unavailable):
        stage(BlobStore(tmp_path))
    assert files(tmp_path) == []


@pytest.mark.parametrize("calls", [0, 2, 3])
def test_whatever_else_breaks_in_a_lane_reaches_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    monkeypatch.setattr(
        SegmentCipher, "seal", fail_after(calls, SegmentCipher.seal, MemoryError("none left"))
    )
    with pytest.raises(MemoryError, match="none left"):
        stage(BlobStore(tmp_path))
    assert files(tmp_path) == []


def test_a_disk_that_takes_a_part_at_a_time_gets_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, content, at: real(fd, content[:70_001], at))
    store = BlobStore(tmp_path)
    assert b"".join(store.open_staged(stage(store), KEY, PLACE)) == CLEAR


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_reading_gives_what_is_true_before_an_error_and_then_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    store = BlobStore(tmp_path)
    name = stage(store)
    real = SegmentCipher.opened

    def opened(cipher: SegmentCipher, number: int, sealed: memoryview, *, last: bool) -> bytes:
        if number == calls:
            raise OSError(errno.EIO, "a broken disk")
        return real(cipher, number, sealed, last=last)

    monkeypatch.setattr(SegmentCipher, "opened", opened)
    read: list[bytes] = []
    with pytest.raises(OSError, match="a broken disk"):
        read.extend(store.open_staged(name, KEY, PLACE))
    assert b"".join(read) == CLEAR[: sum(clear_room(number) for number in range(calls))]


def test_who_stops_reading_leaves_no_work_and_no_open_file(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    name = stage(store)
    before = open_files()
    reading = store.open_staged(name, KEY, PLACE)
    assert next(reading) == CLEAR[: clear_room(0)]
    reading.close()  # type: ignore[attr-defined]
    assert open_files() == before


def test_who_never_begins_to_read_leaves_no_open_file(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    reading = store.open_staged(stage(store), KEY, PLACE)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        del reading
        gc.collect()
    assert [str(one.message) for one in told] == []


def test_giving_up_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    writer = store.writer(data_key=KEY, associated_data=PLACE, max_bytes=len(CLEAR))
    writer.write(CLEAR[:3_000_000])
    writer.abort()
    writer.abort()
    assert files(tmp_path) == []


def test_many_at_once_use_a_few_threads_and_none_is_mixed_up(tmp_path: Path) -> None:
    store, bodies = BlobStore(tmp_path), [os.urandom(2_300_000 + number) for number in range(8)]
    back: dict[int, bytes] = {}

    def there_and_back(number: int) -> None:
        back[number] = b"".join(store.open_staged(stage(store, bodies[number]), KEY, PLACE))

    before = lanes_alive()
    senders = [threading.Thread(target=there_and_back, args=(number,)) for number in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert [back[number] for number in range(8)] == bodies
    assert lanes_alive() - before <= THREADS


def test_threads_end_with_the_store(tmp_path: Path) -> None:
    def used() -> list[threading.Thread]:
        known = set(threading.enumerate())
        store = BlobStore(tmp_path)
        stage(store)
        return [thread for thread in threading.enumerate() if thread not in known]

    threads = used()
    gc.collect()
    for thread in threads:
        thread.join(10)
    assert threads
    assert not any(thread.is_alive() for thread in threads)


def test_pages_kept_for_the_next_document_are_few() -> None:
    lanes = Lanes()
    for page in [lanes.page() for _ in range(PAGES_KEPT_MAX + 5)]:
        lanes.give_back(page)
    assert len({id(lanes.page()) for _ in range(PAGES_KEPT_MAX)}) == PAGES_KEPT_MAX


def test_no_more_is_opened_than_will_soon_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, begun = BlobStore(tmp_path), []
    name = stage(store, os.urandom(9 * SEGMENT_BYTES))
    real = Lanes.run

    def run(lanes: Lanes, work: Callable[..., Any], *args: Any) -> Any:
        begun.append(args)
        return real(lanes, work, *args)

    monkeypatch.setattr(Lanes, "run", run)
    for asked, _ in enumerate(store.open_staged(name, KEY, PLACE), start=1):
        assert len(begun) < asked + AHEAD_MAX


MEASURED = """
import os, sys
from pathlib import Path
from shared.blobs import BlobStore, new_document_key
store, key, chunk = BlobStore(Path(sys.argv[1])), new_document_key(), os.urandom(250_000)
for size in (3_000_000, 60_000_000):
    chunks = (chunk for _ in range(size // len(chunk)))
    name = store.stage(chunks, data_key=key, associated_data=b"", max_bytes=size).name
    read = sum(len(part) for part in store.open_staged(name, key, b""))
    assert read == size
    print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
GREEN = """
import eventlet
eventlet.monkey_patch()
import hashlib, os, sys, threading
from pathlib import Path
from shared.blobs import BlobStore, new_document_key
from shared.blobs.lanes import threads_are_real
assert not threads_are_real()
clear, key, store = os.urandom(5_000_000), new_document_key(), BlobStore(Path(sys.argv[1]))
def there_and_back(_):
    staged = store.stage([clear[:3], clear[3:]], data_key=key, associated_data=b"", max_bytes=len(clear))
    assert staged.sha256 == hashlib.sha256(clear).hexdigest()
    return b"".join(store.open_staged(staged.name, key, b"")) == clear
pool = eventlet.GreenPool(4)
print(all(pool.imap(there_and_back, range(4))), threading.active_count())
"""


def told_by(program: str, folder: Path) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-c", program, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=50)
    return done.stdout.split()


def test_memory_does_not_grow_with_the_size(tmp_path: Path) -> None:
    small, large = (int(told) for told in told_by(MEASURED, tmp_path))
    assert large - small < 8_000  # KiB


def test_where_threads_are_not_real_the_same_is_done_without_them(tmp_path: Path) -> None:
    assert told_by(GREEN, tmp_path) == ["True", "1"]
