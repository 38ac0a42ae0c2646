"""The notebook service's tables and its one view."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shared.eventstore.rows import Rows
from shared.eventstore.tables import consumer_table, log_tables, parked_table
from tests.integration.eventstore.notebook.domain import Notebook

SERVICE = "tests.integration.eventstore.notebook"
METADATA = sa.MetaData()
LOG = log_tables(METADATA, access_log=True)
CONSUMER_POSITION = consumer_table(METADATA)
PARKED_FACT = parked_table(METADATA)
NOTE_VIEW = sa.Table(
    "note_view",
    METADATA,
    sa.Column("notebook_id", sa.Uuid(), primary_key=True),
    sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text(), nullable=False),
)
ECHO = sa.Table(
    "echo",
    METADATA,
    sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("type", sa.Text(), nullable=False),
)


class NoteView:
    """The notes, one row each; purged when the notebook is closed."""

    name = "note_view"
    tables = (NOTE_VIEW,)

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        match event:
            case Notebook.Written():
                row = {
                    "notebook_id": event.originator_id,
                    "number": event.originator_version,
                    "text": event.text,
                }
                rows.add(NOTE_VIEW, row)
            case Notebook.Closed():
                rows.remove(NOTE_VIEW, {"notebook_id": event.originator_id})
