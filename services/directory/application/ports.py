"""What the directory's use cases need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.eventstore.erased_list import ErasedList
from shared.eventstore.key_port import Keys
from shared.eventstore.log import EventLog


class OrganisationNames(Protocol):
    """The names of organisations, for display only."""

    def names(self, organisation_ids: Sequence[str]) -> list[str]: ...


class ContactIndex(Protocol):
    """Which links a professional ever had: where to look, never what to decide by."""

    def link_ids(self, professional_id: str, limit: int) -> list[str]: ...


class ProfessionalSearch(Protocol):
    """Who matches initials, a profession or an organisation's name. Never by name."""

    def find(self, text: str, limit: int) -> list[str]: ...

    def forget(self, professional_id: str) -> None: ...


class Uses(Protocol):
    """What the wiring gives to every use case."""

    @property
    def log(self) -> EventLog: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def erased(self) -> ErasedList: ...

    @property
    def organisations(self) -> OrganisationNames: ...

    @property
    def contacts(self) -> ContactIndex: ...

    @property
    def professionals(self) -> ProfessionalSearch: ...
