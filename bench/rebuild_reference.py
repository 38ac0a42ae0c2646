"""B9's reference: the directory's events read and opened once, folded into rows in memory, and COPY."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.directory.adapters.tables import (
    CONTACT_VIEW,
    MEMBER_VIEW,
    ORGANISATION_VIEW,
    PROFESSIONAL_VIEW,
)
from services.directory.domain.contact_link import ContactLink
from services.directory.domain.names import folded, initials
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.view import View

SCHEMA = "bench_reference"
PAGE = 10_000  # events read, and their keys, at a time: as by a rebuild
Rows = dict[str, dict[Any, dict[str, Any]]]


def make_like(engine: sa.Engine, views: Sequence[View]) -> None:
    """Empty tables like the views', with their keys and indexes, in a schema apart."""
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(SCHEMA))
        for table in (table for view in views for table in view.tables):
            made = f"create table {SCHEMA}.{table.name} (like {table.name} including all)"
            connection.execute(sa.text(made))


def fold_and_copy(store: Recorder, mapper: SealedMapper, engine: sa.Engine, views: Sequence[View]) -> None:
    """Fill the tables of `make_like` anew, in one transaction."""
    tables = [table for view in views for table in view.tables]
    rows: Rows = {table.name: {} for table in tables}
    position = 0
    while page := store.select_notifications(position, PAGE, inclusive_of_start=False):
        for notification, event in zip(page, mapper.to_domain_events(page), strict=True):
            _fold(rows, event, notification.id)
        position = page[-1].id
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        for table in tables:
            names = [column.name for column in table.columns]
            connection.execute(sa.text(f"truncate {SCHEMA}.{table.name}"))
            into = f"copy {SCHEMA}.{table.name} ({', '.join(names)}) from stdin"
            with driver.cursor() as cursor, cursor.copy(into) as copy:
                for row in rows[table.name].values():
                    copy.write_row([row[name] for name in names])


def _fold(rows: Rows, event: Any, position: int) -> None:
    own = str(event.originator_id)
    members, contacts = rows[MEMBER_VIEW.name], rows[CONTACT_VIEW.name]
    match event:
        case Professional.Registered() if event.given_name:
            rows[PROFESSIONAL_VIEW.name][own] = {
                "professional_id": own,
                "initials": folded(initials(event.given_name, event.family_name)).replace(" ", ""),
                "profession": f" {folded(event.profession)}",
            }
        case Organisation.Registered():
            searched = f" {folded(event.name)}"
            row = {"organisation_id": own, "name": event.name, "folded_name": searched}
            rows[ORGANISATION_VIEW.name][own] = row
            members[own, event.manager_id] = {"organisation_id": own, "professional_id": event.manager_id}
        case Organisation.MemberJoined():
            one = event.professional_id
            members[own, one] = {"organisation_id": own, "professional_id": one}
        case Organisation.MemberLeft():
            members.pop((own, event.professional_id), None)
        case ContactLink.Requested():
            for one in (event.requester_id, event.addressee_id):
                contacts[own, one] = {"professional_id": one, "link_id": own, "position": position}
        case ContactLink.Event():
            moved: Any = event  # each kind of them names both
            for one in (moved.requester_id, moved.addressee_id):
                contacts[own, one]["position"] = position
