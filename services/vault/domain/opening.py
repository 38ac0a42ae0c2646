"""Ways in beside the person's consents: a mandate, an emergency, a decision to check. Pure, by the clock.

An opening lets in whom it names, to its scope and actions, from its first instant to its last and no later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.vault.domain.consent import Reader, Wanted
from shared.contracts.vault_terms import Action, Grantee, Scope

Second = Literal["manager", "member"]


@dataclass(frozen=True)
class SecondPerson:
    """Who may confirm or review what `first` did: a manager of the organisation; where `first` is a manager
    themselves, any other member. Never `first`.
    """

    organisation_id: str
    first: str
    by: Second

    def reached_by(self, reader: Reader) -> bool:
        among = reader.manages if self.by == "manager" else reader.organisations
        return reader.confirmed and reader.professional_id != self.first and self.organisation_id in among


@dataclass(frozen=True)
class Opening:
    """`whole`: its reader is also told of the person (name, lists); else only the very thing is opened."""

    why: Literal["mandate", "decision", "emergency"]
    id: str
    to: Grantee | SecondPerson
    scope: Scope
    actions: frozenset[Action]
    since: datetime
    until: datetime
    whole: bool = True


def second_to(reader: Reader, organisation_id: str) -> SecondPerson:
    """The second person for an act of this reader in that organisation."""
    by: Second = "member" if organisation_id in reader.manages else "manager"
    return SecondPerson(organisation_id, reader.professional_id, by)


def way_in(
    openings: Iterable[Opening], reader: Reader, wanted: Wanted | None, now: datetime
) -> Opening | None:
    """The opening that lasts longest of those that allow it; `wanted` is None for any thing at all."""
    allowing = [o for o in openings if _allows(o, reader, wanted, now)]
    return max(allowing, key=lambda o: o.until, default=None)


def is_named(to: Grantee, reader: Reader) -> bool:
    """Whether it is the reader, or a team or an organisation they belong to."""
    if to.kind == "professional":
        return to.id == reader.professional_id
    return to.id in (reader.teams if to.kind == "team" else reader.organisations)


def _allows(opening: Opening, reader: Reader, wanted: Wanted | None, now: datetime) -> bool:
    if not (opening.since <= now < opening.until and _reaches(opening.to, reader)):
        return False
    if wanted is None:
        return opening.whole
    if opening.why == "mandate" and wanted.action == "see" and wanted.added_by == reader.professional_id:
        return True
    return wanted.action in opening.actions and _covers(opening.scope, wanted)


def _reaches(to: Grantee | SecondPerson, reader: Reader) -> bool:
    if isinstance(to, SecondPerson):
        return to.reached_by(reader)
    return is_named(to, reader) and (to.kind == "professional" or reader.confirmed)


def _covers(scope: Scope, wanted: Wanted) -> bool:
    if wanted.part:
        return wanted.part in scope.parts
    named = bool(wanted.document_id) and wanted.document_id in scope.documents
    return named or wanted.category in scope.categories
