"""The SMS provider of demonstrations and of places without one: messages are lines of a file, for
someone to send.

One JSON object a line: message_id, phone, text, parts, sent_at (UTC). A message id already in the file is not
written again; a line cut by a crash is completed by a new line, never lost in the middle of another.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Lock

from services.notifications.application.ports import SmsLaterError
from shared.clock import Clock

FILE_MODE = 0o600


class FileOutbox:
    """Appends to `path`, durably."""

    name = "file"

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = Lock()

    def send(self, message_id: str, phone: str, text: str, parts: int) -> None:
        """Write the message once. Raises SmsLaterError when the file cannot be written."""
        line = {
            "message_id": message_id,
            "phone": phone,
            "text": text,
            "parts": parts,
            "sent_at": self._clock.now().isoformat(),
        }
        try:
            with self._lock:
                if message_id not in self._sent():
                    self._append(json.dumps(line, ensure_ascii=False))
        except OSError as error:
            raise SmsLaterError(type(error).__name__) from error

    def _sent(self) -> set[str]:
        if not self._path.exists():
            return set()
        found = set()
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                found.add(str(json.loads(line)["message_id"]))
            except (ValueError, KeyError):
                continue  # a line cut by a crash: its message was never acknowledged
        return found

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, FILE_MODE)
        with os.fdopen(descriptor, "rb+") as file:
            size = file.seek(0, os.SEEK_END)
            cut = size > 0 and (file.seek(size - 1), file.read(1))[1] != b"\n"
            file.write(("\n" if cut else "").encode() + line.encode("utf-8") + b"\n")
            file.flush()
            os.fsync(file.fileno())
