"""Read what is loaded: the pages of a vintage that a fact points to, and where each extent stands."""

from __future__ import annotations

from collections.abc import Callable

from services.ingest.application.ports import VintageStore
from services.ingest.domain.register import Register
from shared.contracts.ingest import ExtentStatus, ReadVintage, RegisterStatus, VintagePage
from shared.problems import NotFound

SOURCES = ("finess",)


class RegisterReader:
    """Answers from the register (which vintages count) and the store (their rows)."""

    def __init__(self, find_register: Callable[[str], Register | None], store: VintageStore) -> None:
        self._find_register = find_register
        self._store = store

    def read_vintage(self, request: ReadVintage) -> VintagePage:
        """Raises NotFound (`vintage_not_found`), also for a vintage that no fact announced."""
        register = self._find_register(self._store.source_of(request.vintage))
        if register is None or request.vintage not in register.announced:
            raise NotFound("vintage_not_found", "Ce chargement n'existe pas.")
        places = self._store.page(request.vintage, request.after, request.limit)
        full = len(places) == request.limit
        return VintagePage(vintage=request.vintage, places=places, next_after=places[-1].id if full else "")

    def get_register_status(self) -> RegisterStatus:
        found = (self._find_register(source) for source in SOURCES)
        return RegisterStatus(extents=[s for register in found if register for s in _extents(register)])


def _extents(register: Register) -> list[ExtentStatus]:
    statuses = []
    for extent in sorted(register.current.keys() | register.refused.keys()):
        vintage, refused = register.current.get(extent), register.refused.get(extent)
        statuses.append(
            ExtentStatus(
                source=register.source,
                extent=extent,
                vintage=vintage.id if vintage else "",
                as_of=vintage.as_of if vintage else None,
                loaded_at=vintage.loaded_at if vintage else None,
                places=vintage.places if vintage else 0,
                refused_at=refused.at if refused else None,
                refused_reasons=list(refused.reasons) if refused else [],
            )
        )
    return statuses
