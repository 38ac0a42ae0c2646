"""What the use cases need from outside: a recognised file, and a store of vintages' rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from services.ingest.domain.difference import Known
from services.ingest.domain.rows import Rejection, Row
from shared.contracts.ingest import Place

BATCH_ROWS = 1000  # rows held in memory and written at a time


class RegisterFile(Protocol):
    """A recognised file. `as_of`: the date it states itself, if any; `rows()` may still raise Refusal."""

    @property
    def source(self) -> str: ...
    @property
    def extent(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def rows(self) -> Callable[[], Iterator[Row | Rejection]]: ...


class OpenRegister(Protocol):
    """Recognises a file. Raises Refusal, told as far as the source and extent are known."""

    def __call__(self, path: Path, extent: str = "") -> RegisterFile: ...


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """A place as a vintage has it, with what comparing needs."""

    place: Place
    known: Known


class VintageStore(Protocol):
    """Rows of vintages, invisible to readers until the register says that the vintage is loaded."""

    def begin(self, vintage: str, source: str, at: datetime) -> None:
        """Announce that rows are about to be written under this id."""

    def add(self, vintage: str, places: Sequence[StoredPlace]) -> None:
        """Write at most BATCH_ROWS rows."""

    def date_rows(self, vintage: str, as_of: date) -> None:
        """Give the rows of a vintage the date that only the whole file could tell."""

    def known(self, vintage: str) -> Iterator[tuple[str, Known]]:
        """Every row of a vintage, without the places themselves."""

    def places(self, vintage: str, ids: Sequence[str]) -> dict[str, Place]:
        """The places of at most BATCH_ROWS ids."""

    def overrule(self, vintage: str, ids: Sequence[str]) -> None:
        """Hide rows from readers of the vintage: a more recent one says otherwise."""

    def page(self, vintage: str, after: str, limit: int) -> list[Place]:
        """Places in order of id, from the first after `after`, without those overruled."""

    def source_of(self, vintage: str) -> str:
        """The source of a vintage, empty when there is none by that id."""

    def drop(self, vintage: str) -> None:
        """Forget a vintage and its rows."""

    def drop_others(self, source: str, kept: Sequence[str], begun_before: datetime) -> None:
        """Forget vintages of a source that are none of `kept` and were begun before that instant."""
