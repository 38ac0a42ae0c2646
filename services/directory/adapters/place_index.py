"""The search index of places: one folder per replica, following the table `place` by its revisions.

Promises: what the table says is found at most POLL_INTERVAL_S later; an index that is absent, of another
shape, of another database or damaged is rebuilt from the table. Its position is a document inside it,
committed with the rest.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import tantivy

from services.directory.adapters.place_documents import (
    MARK_KEY,
    SCHEMA_VERSION,
    WORDS,
    build_schema,
    document_of,
    key_of,
)
from services.directory.adapters.place_query import PlaceSearch
from services.directory.adapters.place_table import PlaceRevision, PlaceTable
from shared.contracts.directory import FindPlaces, FoundPlaces
from shared.logs import failure, get_logger
from shared.problems import Unavailable

BATCH_ROWS = 1_000  # places per commit: bounds memory, what a crash redoes, how long a process is held
WRITER_HEAP_BYTES = 32 * 1024 * 1024
POLL_INTERVAL_S = 0.5
_log = get_logger(__name__)


class PlaceIndex:
    """Searches places; safe in threads. `refresh` (or the loop `run`) makes it follow the table."""

    def __init__(self, folder: Path, table: PlaceTable) -> None:
        self.folder = folder / f"places-v{SCHEMA_VERSION}"
        self._table = table
        self._schema = build_schema()
        self._index: tantivy.Index | None = None
        self._damaged = False
        self._writing = threading.Lock()
        self._changed = threading.Event()

    def search(self, asked: FindPlaces) -> FoundPlaces:
        """The places meant, best first. Raises `unavailable` while the index is being rebuilt."""
        try:
            return PlaceSearch(self._opened().searcher(), self._schema, asked).run()
        except (OSError, ValueError) as why:
            self._damaged = True
            self._changed.set()
            _log.warning("place_index_damaged", **failure(why))
            raise Unavailable(
                "index_rebuilding", "La recherche se remet en état : réessayez dans un instant."
            ) from None

    def refresh(self) -> int:
        """Index what changed in the table since the last time; returns how many places that was."""
        with self._writing:
            if self._damaged:
                self._start_again()
            copy_id, head = self._table.head()
            known_copy, position = self._mark()
            if (known_copy and known_copy != copy_id) or position > head:
                self._start_again()
                position = 0
            done = 0
            while position < head and (batch := self._table.changed_after(position, BATCH_ROWS)):
                position = batch[-1].revision
                self._write(batch, copy_id, position)
                done += len(batch)
            return done

    def wake(self) -> None:
        """Tell the loop that the table changed."""
        self._changed.set()

    def run(self, stop: threading.Event) -> None:
        """Follow the table until `stop` is set."""
        while not stop.is_set():
            self._changed.clear()
            try:
                self.refresh()
            except Exception as why:  # noqa: BLE001  # a search index that is late must not end the process
                _log.warning("place_index_late", **failure(why))
            self._changed.wait(POLL_INTERVAL_S)

    def _write(self, batch: list[PlaceRevision], copy_id: str, position: int) -> None:
        index = self._opened()
        writer = index.writer(WRITER_HEAP_BYTES, 1)
        for change in batch:
            place = change.place
            writer.delete_documents_by_term("key", key_of(place.source, place.id))
            if place.state == "open":
                writer.add_document(document_of(place))
        writer.delete_documents_by_term("key", MARK_KEY)
        mark = tantivy.Document()
        mark.add_text("key", MARK_KEY)
        mark.add_text("mark", f"{copy_id} {position}")
        writer.add_document(mark)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    def _mark(self) -> tuple[str, int]:
        """Which copy of the register this index follows, and up to which revision."""
        searcher = self._opened().searcher()
        hits = searcher.search(tantivy.Query.term_query(self._schema, "key", MARK_KEY, "basic"), 1).hits
        if not hits:
            return "", 0
        copy_id, _, position = str(searcher.doc(hits[0][1])["mark"][0]).partition(" ")
        return copy_id, int(position)

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            try:
                self._index = self._open()
            except (OSError, ValueError) as why:
                _log.warning("place_index_unreadable", **failure(why))
                return self._start_again()
        return self._index

    def _start_again(self) -> tantivy.Index:
        self._index = None
        shutil.rmtree(self.folder, ignore_errors=True)
        self._index = self._open()
        self._damaged = False
        return self._index

    def _open(self) -> tantivy.Index:
        self.folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, path=str(self.folder), reuse=True)
        index.register_tokenizer(WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        index.searcher()
        return index
