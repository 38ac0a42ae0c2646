"""Stable storage: writing begun early, so that little is left when it must be waited for."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

WRITTEN_AT_ONCE_BYTES = 131_072  # for 1 MiB, Linux looks for as much memory in one piece: 4 ms, not 0.4
_WRITE = 2  # SYNC_FILE_RANGE_WRITE (sync_file_range(2)): begin to write what is dirty, do not wait
_begin = getattr(ctypes.CDLL(None), "sync_file_range", None)  # Linux only
if _begin is not None:
    _begin.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]


def write_out(descriptor: int, content: memoryview, start: int) -> None:
    """Write every byte, however often the kernel takes a part only, and have the disk begin at once. Raises
    OSError; what the disk says later, only `fsync` tells.
    """
    at, end = start, start + len(content)
    while at < end:
        at += os.pwrite(descriptor, content[at - start :][:WRITTEN_AT_ONCE_BYTES], at)
    if _begin is not None:
        _begin(descriptor, start, end - start, _WRITE)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on stable storage."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
