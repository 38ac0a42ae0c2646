"""Say what stands in the way of opening each of many vaults, before anything is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import get_args

from services.vault.application.gate import require_verified
from services.vault.domain.phone import mobile
from shared.contracts.vault import TITLE_MAX
from shared.contracts.vault_terms import Language
from shared.contracts.vault_waiting import CheckPeople as Request
from shared.contracts.vault_waiting import Fault, Faults, PersonToCheck
from shared.nir import refuse_nir
from shared.problems import InvalidInput, Problem
from shared.rpc.call import Call


@dataclass(frozen=True)
class CheckPeople:
    def __call__(self, request: Request, call: Call) -> Faults:
        require_verified(call)
        found = [
            Fault(at=at, field=field, code=code)
            for at, person in enumerate(request.people)
            for field, code in _faults(person)
        ]
        return Faults(faults=found)


def _faults(person: PersonToCheck) -> Iterator[tuple[str, str]]:
    """(field, code) of each; the same rules as the opening itself has."""
    checks: dict[str, Callable[[], None]] = {
        "given_name": lambda: _name(person.given_name, "given_name", needed=True),
        "family_name": lambda: _name(person.family_name, "family_name", needed=False),
        "language": lambda: _language(person.language),
        "phone": lambda: _phone(person.phone),
    }
    for field, check in checks.items():
        try:
            check()
        except Problem as problem:
            yield field, problem.code


def _name(text: str, field: str, *, needed: bool) -> None:
    if needed and not text.strip():
        raise InvalidInput("missing", "Écrivez au moins un prénom.", field=field)
    if len(text) > TITLE_MAX:
        raise InvalidInput("too_long", f"{TITLE_MAX} caractères au plus.", field=field)
    refuse_nir(text, field)


def _phone(text: str) -> None:
    refuse_nir(text, "phone")
    mobile(text)


def _language(code: str) -> None:
    if code not in get_args(Language):
        raise InvalidInput("language_unknown", "Choisissez une langue de la liste.", field="language")
