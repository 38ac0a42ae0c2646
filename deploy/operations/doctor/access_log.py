"""The access log: each vault's chain recomputed, and the newest signed checkpoint beside what is there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa

from deploy.operations.doctor.findings import Desk, Finding
from deploy.operations.doctor.patients import Patient
from shared.eventstore.chain import GENESIS, line_hash, line_header

PAGE = 1_000
WAY_OUT = "Voir docs/operations.md, « A broken log » : ne rien réécrire, garder ce qui est là."


def chains(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Nothing was altered, removed or cut since it was signed."""
    if patient.service != "vault" or patient.wiring is None:
        return
    broken, lines = _first_broken(patient.databases.events)
    if broken:
        yield desk.fail(f"la chaîne se rompt : {broken}", WAY_OUT)
    publish = patient.wiring.do.publish_checkpoint
    newest = next(iter(publish.checkpoints.newest()), None)
    if newest is None:
        yield desk.ok(f"{lines} lignes, rien de signé encore")
    elif lines < newest.size:
        yield desk.fail(f"{newest.size} lignes ont été signées, {lines} restent", WAY_OUT)
    elif publish.tree.root(newest.size) != newest.root:
        yield desk.fail(f"les {newest.size} premières lignes ne sont pas celles qui ont été signées", WAY_OUT)
    elif not broken:
        yield desk.ok(f"{lines} lignes, la chaîne tient, {newest.size} signées")


def _first_broken(engine: sa.Engine) -> tuple[str, int]:
    """The first line that does not follow the one before (empty: none), and how many lines there are."""
    from services.vault.adapters.log_tree import LINES

    heads: dict[UUID, tuple[int, bytes]] = {}
    after = count = 0
    while True:
        query = sa.select(LINES).where(LINES.c.position > after).order_by(LINES.c.position).limit(PAGE)
        with engine.connect() as connection:
            page = connection.execute(query).all()
        if not page:
            return "", count
        for row in page:
            number, head = heads.get(row.subject_id, (0, GENESIS))
            header = line_header(row.subject_id, row.number, row.recorded_at, row.kind)
            follows = row.number == number + 1 and bytes(row.hash) == line_hash(head, header, bytes(row.body))
            if not follows or row.position != after + 1:
                return f"coffre {row.subject_id}, ligne {row.number}", _count(engine)
            heads[row.subject_id] = (row.number, bytes(row.hash))
            after, count = row.position, count + 1


def _count(engine: sa.Engine) -> int:
    from services.vault.adapters.log_tree import LINES

    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(LINES)).scalar_one()
