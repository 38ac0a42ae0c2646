"""A view that names the events it uses names every event that it writes something from."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.utils import construct_topic

from shared.eventstore.rows import Row, Where
from shared.eventstore.view import topics_of
from tests.contracts.stored_events import load, read

SERVICES = ("directory", "notifications", "vault")


class Told:
    """Rows that only count what they are told."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, table: sa.Table, row: Row) -> None:
        self.count += 1

    def change(self, table: sa.Table, where: Where, values: Row) -> None:
        self.count += 1

    def remove(self, table: sa.Table, where: Where) -> None:
        self.count += 1


def views_of(service: str) -> list[Any]:
    """Every view of a service: the classes `…View` of its modules `…_view`."""
    package = import_module(f"services.{service}.adapters")
    names = [one.name for one in pkgutil.iter_modules(package.__path__) if one.name.endswith("_view")]
    modules = [import_module(f"{package.__name__}.{name}") for name in names]
    kinds = [kind for module in modules for name, kind in vars(module).items() if name.endswith("View")]
    return [kind(sa.create_engine("sqlite://")) for kind in kinds]


@pytest.mark.parametrize("service", SERVICES)
def test_each_view_names_what_it_uses(service: str) -> None:
    found = views_of(service)
    assert found, "no view found: the test looks in the wrong place"
    for view in found:
        topics, used = topics_of(view), set[str]()
        for position, event in enumerate(load(service, read(service)), start=1):
            told = Told()
            view.apply(told, event, position)
            if told.count:
                used.add(construct_topic(type(event)))
        assert used, f"{view.name} uses no example"
        assert topics is None or used <= topics, f"{view.name} does not name all that it uses"
