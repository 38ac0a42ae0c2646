"""Puts points, effects and mutants into a process's code, when it starts; each is idle until switched on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.switches import Switches

Planter = Callable[[Switches], None]


def wrap(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    """Replace `owner.name` by what `make` makes of it. Raises AttributeError when there is none."""
    setattr(owner, name, make(getattr(owner, name)))


def plant_all(switches: Switches, service: str) -> None:
    """Everything that this service's code has a place for; what cannot be planted is told, not fatal."""
    if service == "gateway":  # killed as it is: its commands are the services'
        return
    from tests.faults import effects, mutants, points

    planters: dict[str, Planter] = {}
    for kind in (mutants, effects, points):  # the points outermost: a mutant passes them too
        planters |= kind.PLANTERS | kind.OF_SERVICE.get(service, {})
    for name, plant in planters.items():
        try:
            plant(switches)
        except (ImportError, AttributeError) as why:
            switches.refuse(name, why)
