"""Counts what each consumer applies: one row per fact, in the transaction that applies it.

A fact applied twice leaves two rows, one rolled back none: effects that no idempotency hides.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tests.faults.planting import Planter, wrap
from tests.faults.switches import Switches

METADATA = sa.MetaData()
EFFECT = sa.Table(
    "fault_effect",
    METADATA,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


def _count(_switches: Switches) -> None:
    from shared.eventstore.fact_consumer import FactConsumer

    def init(original: Any) -> Any:
        def counting(
            self: Any,
            name: str,
            producer: str,
            engine: Any,
            positions: Any,
            apply: Any,
            *given: Any,
            **named: Any,
        ) -> None:
            def counted(connection: sa.Connection, fact: Any) -> None:
                row = {"name": name, "producer": producer, "position": fact.position, "version": fact.version}
                connection.execute(sa.insert(EFFECT), row)
                apply(connection, fact)

            original(self, name, producer, engine, positions, counted, *given, **named)

        return counting

    wrap(FactConsumer, "__init__", init)


PLANTERS: dict[str, Planter] = {"effects": _count}
OF_SERVICE: dict[str, dict[str, Planter]] = {}
