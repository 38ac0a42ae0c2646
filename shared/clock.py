"""Time as a port: whoever needs the time is given a Clock, so that a test or the demo can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the instant. Always timezone-aware, always UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's clock plus an offset that a story moves (embedded mode and unit tests)."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move(self, by: timedelta) -> None:
        """Move the clock forward (or back) by `by`."""
        self.offset += by


class FrozenClock:
    """A clock that stands still until it is moved (unit tests)."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def move(self, by: timedelta) -> None:
        self._at += by


class FileShiftedClock:
    """The machine's clock plus the seconds written in a file that several processes share.

    Only for rehearsals on several processes (the compose story): a process uses it when
    `MAILLON_REHEARSAL_CLOCK_FILE` is set. An absent or empty file means no offset.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset()

    def move(self, by: timedelta) -> None:
        seconds = (self._offset() + by).total_seconds()
        beside = self._path.with_suffix(".new")
        beside.write_text(str(seconds), encoding="ascii")
        beside.replace(self._path)

    def _offset(self) -> timedelta:
        try:
            text = self._path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return timedelta()
        return timedelta(seconds=float(text)) if text else timedelta()


def clock_from(rehearsal_clock_file: str) -> Clock:
    """The clock a process should use: the machine's, unless a rehearsal file is named."""
    return FileShiftedClock(Path(rehearsal_clock_file)) if rehearsal_clock_file else SystemClock()
