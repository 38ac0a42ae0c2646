"""The tables of a view made a second time, beside those that are read: filled at leisure, then put in place.

PostgreSQL: a schema of its own; in place is a rename, under locks that nobody waits for longer than
LOCK_WAIT_MS. SQLite: a file of its own; in place is a copy in one transaction, while others go on reading.
A shadow keeps its position, so that what was interrupted goes on; one begun by other code is begun again.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from shared.eventstore.database import open_engine
from shared.eventstore.view import View
from shared.eventstore.view_position import PAGE, clear

LOCK_WAIT_MS = 50  # the longest that readers wait behind us; below PostgreSQL's time to look for deadlocks
NAME_CHARS = 50  # of a view's name in a schema's or a file's


class Shadow(Protocol):
    """`engine` reads and writes the shadow's tables under the names of the true ones."""

    engine: sa.Engine

    def make(self, *, anew: bool = False) -> None:
        """Create what lacks, empty; what other code had begun is removed first, or anything if `anew`."""

    def put_in_place(self, connection: sa.Connection) -> None:
        """Inside the caller's transaction on the view's own database: the shadow's rows are the view's."""

    def is_in_place(self) -> None:
        """Once that transaction is committed: nothing is left of the shadow."""

    def remove(self) -> None: ...


@contextmanager
def shadow_of(engine: sa.Engine, view: View, positions: sa.Table, purpose: str) -> Iterator[Shadow]:
    """The shadow of a view, as it was left. `purpose` names it: two purposes don't disturb each other."""
    name = f"{purpose}_{view.name[:NAME_CHARS]}"
    if engine.dialect.name == "postgresql":
        yield _SchemaShadow(engine, view, positions, name)
        return
    shadow = _FileShadow(engine, view, positions, name)
    try:
        yield shadow
    finally:
        shadow.engine.dispose()


def fingerprint(view: View) -> str:
    """Changes with the view's tables and with the file it is written in."""
    words = [str(CreateTable(table)) for table in view.tables]
    module = inspect.getmodule(type(view))
    with suppress(OSError):  # no source at hand: the tables must do
        words.append(inspect.getsource(module) if module is not None else "")
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


class _Made:
    """What both kinds share: the tables, and a mark of the code that made them."""

    engine: sa.Engine

    def __init__(self, view: View, positions: sa.Table) -> None:
        self._view = view
        self._mark = sa.Table(
            "shadow_mark", sa.MetaData(), sa.Column("code", sa.String(64), primary_key=True)
        )
        self._tables = [*view.tables, positions, self._mark]

    def make(self, *, anew: bool = False) -> None:
        code = fingerprint(self._view)
        while self._marked(code, anew) != code:
            self.remove()

    def remove(self) -> None:
        raise NotImplementedError  # each database says how

    def _marked(self, code: str, anew: bool) -> str:
        """Create what lacks in one transaction, marked with `code`; returns the mark that was there, or
        it."""
        with self.engine.begin() as connection:
            self._execute(connection, [*self._before(anew), *self._creating()])
            mark: str | None = connection.execute(sa.select(self._mark.c.code)).scalar()
            if mark is None:
                connection.execute(sa.insert(self._mark), {"code": code})
            return mark or code

    def _creating(self) -> Iterator[sa.schema.ExecutableDDLElement]:
        for table in self._tables:
            yield CreateTable(table, if_not_exists=True)
            for index in table.indexes:
                yield CreateIndex(index, if_not_exists=True)

    def _execute(self, connection: sa.Connection, made: Sequence[sa.schema.ExecutableDDLElement]) -> None:
        for statement in made:
            connection.execute(statement)

    def _before(self, anew: bool) -> Iterator[sa.schema.ExecutableDDLElement]:
        """What makes the place of the tables, and takes away what must not be there."""
        raise NotImplementedError  # each database says how


class _SchemaShadow(_Made):
    def __init__(self, engine: sa.Engine, view: View, positions: sa.Table, name: str) -> None:
        super().__init__(view, positions)
        self._name = name
        self._plain = engine
        self.engine = engine.execution_options(schema_translate_map={None: name})

    def put_in_place(self, connection: sa.Connection) -> None:
        quote = connection.dialect.identifier_preparer.quote
        current = quote(str(connection.execute(sa.select(sa.func.current_schema())).scalar_one()))
        beside = quote(self._name)
        names = [quote(table.name) for table in self._view.tables]
        theirs = ", ".join(f"{current}.{name}" for name in names)
        connection.exec_driver_sql(
            f"set local lock_timeout = {LOCK_WAIT_MS}; lock table {theirs} in access exclusive mode;"
            f" drop table {theirs};"
            + "".join(f" alter table {beside}.{name} set schema {current};" for name in names)
            + f" drop schema {beside} cascade"
        )

    def is_in_place(self) -> None:
        """Its schema went with the same transaction."""

    def remove(self) -> None:
        with self._plain.begin() as connection:
            connection.execute(self._drop())

    def _drop(self) -> sa.schema.DropSchema:
        return sa.schema.DropSchema(self._name, cascade=True, if_exists=True)

    def _before(self, anew: bool) -> Iterator[sa.schema.ExecutableDDLElement]:
        if anew:
            yield self._drop()
        yield sa.schema.CreateSchema(self._name, if_not_exists=True)

    def _execute(self, connection: sa.Connection, made: Sequence[sa.schema.ExecutableDDLElement]) -> None:
        """All in one round trip."""
        places, dialect = {None: self._name}, connection.dialect
        told = [
            str(one.compile(dialect=dialect, schema_translate_map=places, render_schema_translate=True))
            for one in made
        ]
        connection.exec_driver_sql(";".join(told))


class _FileShadow(_Made):
    def __init__(self, engine: sa.Engine, view: View, positions: sa.Table, name: str) -> None:
        super().__init__(view, positions)
        beside = Path(str(engine.url.database))
        self._file = beside.with_name(f"{beside.name}.{name}")
        self._open()

    def _open(self) -> None:
        self.engine = open_engine(f"sqlite:///{self._file.parent}", self._file.name, durable=False)

    def put_in_place(self, connection: sa.Connection) -> None:
        clear(connection, self._view.tables)
        for table in self._view.tables:
            names = ", ".join(column.name for column in table.columns)
            marks = ", ".join("?" for _ in table.columns)
            with self.engine.connect() as reading:
                rows = reading.exec_driver_sql(f"select {names} from {table.name}")  # noqa: S608 - names of ours
                while page := rows.fetchmany(PAGE):
                    told = f"insert into {table.name} ({names}) values ({marks})"  # noqa: S608 - the same
                    connection.exec_driver_sql(told, [tuple(row) for row in page])

    def remove(self) -> None:
        self.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)
        self._open()

    def is_in_place(self) -> None:
        self.remove()

    def _before(self, anew: bool) -> Iterator[sa.schema.ExecutableDDLElement]:
        for table in reversed(self._tables if anew else []):
            yield DropTable(table, if_exists=True)
