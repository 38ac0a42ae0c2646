"""Known defects of what takes papers in, planted in the vault's process (see mutants)."""

from __future__ import annotations

import io
from typing import Any

from shared.problems import Unavailable
from tests.faults.planting import Planter, wrap
from tests.faults.switches import Switches


def _staged_name_unchecked(switches: Switches) -> None:
    """A store that makes a path of whatever name it is told."""
    from shared.blobs.store import BlobStore

    def staged(original: Any) -> Any:
        def mutant(self: Any, name: str) -> Any:
            if switches.is_on("staged_name_unchecked"):
                return self._staging / name
            return original(self, name)

        return mutant

    wrap(BlobStore, "_staged", staged)


def _bombs_opened(switches: Switches) -> None:
    """A vault that decodes what it is sent in its own process, without a limit."""
    from services.vault.adapters.documents.examination import Examiner

    def examine(original: Any) -> Any:
        def mutant(self: Any, chunks: Any, write_cleaned: Any) -> Any:
            if not switches.is_on("bombs_opened"):
                return original(self, chunks, write_cleaned)
            from PIL import Image

            data = b"".join(chunks)
            Image.MAX_IMAGE_PIXELS = None
            Image.open(io.BytesIO(data)).load()
            return original(self, iter([data]), write_cleaned)

        return mutant

    wrap(Examiner, "examine", examine)


def _scanner_fails_open(switches: Switches) -> None:
    """A vault that keeps what nobody could look at."""
    from services.vault.adapters.clamd import Clamd

    def scan(original: Any) -> Any:
        def mutant(self: Any, opened: Any) -> None:
            try:
                original(self, opened)
            except Unavailable:
                if not switches.is_on("scanner_fails_open"):
                    raise

        return mutant

    wrap(Clamd, "scan", scan)


def _scanner_ignored(switches: Switches) -> None:
    """A vault that does not ask the scanner it was given."""
    from services.vault.adapters.intake import DocumentIntake

    def scan(original: Any) -> Any:
        def mutant(self: Any, *given: Any) -> None:
            if not switches.is_on("scanner_ignored"):
                original(self, *given)

        return mutant

    wrap(DocumentIntake, "_scan", scan)


PLANTERS: dict[str, Planter] = {
    "staged_name_unchecked": _staged_name_unchecked,
    "bombs_opened": _bombs_opened,
    "scanner_fails_open": _scanner_fails_open,
    "scanner_ignored": _scanner_ignored,
}
