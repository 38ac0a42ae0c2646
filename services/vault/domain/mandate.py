"""One mandate: a legal measure as it was recorded, and what it opens at an instant. No state of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.vault.domain.opening import Opening, SecondPerson
from shared.contracts.vault_mandates import MandateKind, MandateState, MandateTerms
from shared.contracts.vault_terms import Action, Grantee, Scope
from shared.problems import InvalidInput

SEE: frozenset[Action] = frozenset({"see"})
ADD: frozenset[Action] = frozenset({"add"})
YEAR = 366  # leap days are given, never taken
LONGEST_DAYS: dict[MandateKind, int] = {
    "sauvegarde": 2 * YEAR,  # Code civil 439: one year, renewed once
    "curatelle_simple": 20 * YEAR,  # 441 and 442: five years, twenty at the most when renewed
    "curatelle_renforcee": 20 * YEAR,
    "tutelle": 20 * YEAR,
    "habilitation_familiale": 20 * YEAR,  # 494-6
    "protection_future": 20 * YEAR,  # 477: no end of its own; to be recorded anew, so that it is looked at
    "parental_authority": 18 * YEAR,  # 371-1: until majority
}


@dataclass(frozen=True)
class Mandate:
    """`second` is who may confirm it; `contested` is what the person said against it, until answered."""

    id: str
    terms: MandateTerms
    recorded_by: str
    recorded_by_name: str
    second: SecondPerson
    recorded_at: datetime
    document_id: str = ""
    confirmed_by_name: str = ""
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    contested: str = ""

    def state(self, now: datetime) -> MandateState:
        """By the clock: whether a fact says its end or not."""
        if self.ended_at is not None or now >= self.terms.until:
            return "ended"
        if self.confirmed_at is None:
            return "waiting"
        return "coming" if now < self.terms.since else "live"

    def openings(self) -> list[Opening]:
        """Confirmed, its scope within its dates. Before that only its decision: the representative may put
        it in the vault, the second person may read it, and again once it is contested.
        """
        if self.ended_at is not None:
            return []
        found = []
        if self.confirmed_at is not None:
            to, scope, actions = self.terms.representative, self.terms.scope, frozenset(self.terms.actions)
            found = [Opening("mandate", self.id, to, scope, actions, self.terms.since, self.terms.until)]
        if self.confirmed_at is None or self.contested:
            found.append(self._decision())
        return found

    def _decision(self) -> Opening:
        to: Grantee | SecondPerson = Grantee(kind="professional", id=self.recorded_by)
        scope, actions = Scope(categories=["justice"]), ADD
        if self.document_id:
            to, scope, actions = self.second, Scope(documents=[self.document_id]), SEE
        return Opening(
            "decision", self.id, to, scope, actions, self.recorded_at, self.terms.until, whole=False
        )


def check_mandate(terms: MandateTerms, now: datetime) -> None:
    """Refuse a measure without scope or action, that ends before it begins or is over, or too long."""
    if not (terms.scope.categories or terms.scope.documents or terms.scope.parts):
        raise _invalid("mandate_scope_empty", "Choisissez au moins un type de papiers.", "scope")
    if not terms.actions:
        raise _invalid("mandate_actions_empty", "Choisissez ce que la mesure permet.", "actions")
    if terms.until <= max(now, terms.since):
        raise _invalid("mandate_over", "La mesure est déjà terminée à cette date.", "until")
    if terms.until > terms.since + timedelta(days=LONGEST_DAYS[terms.kind]):
        raise _invalid("mandate_too_long", "Une telle mesure ne peut pas durer si longtemps.", "until")


def _invalid(code: str, sentence: str, field: str) -> InvalidInput:
    return InvalidInput(code, sentence, field=f"mandate.{field}")
