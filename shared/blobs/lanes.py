"""Lanes: a few threads beside the caller's, in which segments are sealed and opened, and pages to do it in.

Promises a finite number of threads and of pages kept, that work is begun in the order it was given, and that
its errors reach whoever asks for the result. Hashing, the cipher and the file calls give up Python's lock, so
two cores are used. Where threads are not real (eventlet in the services that nameko hosts) the same work is
done at once, in the caller's.
"""

from __future__ import annotations

import _thread
import inspect
import mmap
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from shared.blobs.encryption import SEGMENT_BYTES

THREADS = 2  # one more than the caller's keeps two cores busy; the other is for whoever waits for a disk
PAGES_KEPT_MAX = 6  # of 1 MiB each, for the next document: fresh ones cost more than what is done in them
P = ParamSpec("P")
T = TypeVar("T")


class Lanes:
    """Threads that begin with the first work and end with this object or the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._pages: list[mmap.mmap] = []

    def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin `work` beside the caller; its result, or its error, is in what is returned."""
        if not threads_are_real():
            return at_once(work, *args, **kwargs)
        return self._threads().submit(work, *args, **kwargs)

    def page(self) -> mmap.mmap:
        """A buffer of one segment, aligned as the kernel copies fastest. It may hold old bytes."""
        with self._lock:
            if self._pages:
                return self._pages.pop()
        return mmap.mmap(-1, SEGMENT_BYTES)

    def give_back(self, page: mmap.mmap) -> None:
        with self._lock:
            if len(self._pages) < PAGES_KEPT_MAX:
                self._pages.append(page)

    def _threads(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="blobs")
            return self._pool


def threads_are_real() -> bool:
    """False where eventlet has put its own in their place."""
    return inspect.isbuiltin(_thread.start_new_thread)


def at_once(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """`work` done here and now, its result or error told as a lane would."""
    done: Future[T] = Future()
    try:
        done.set_result(work(*args, **kwargs))
    except Exception as failure:  # noqa: BLE001 - told to whoever asks for the result
        done.set_exception(failure)
    return done
