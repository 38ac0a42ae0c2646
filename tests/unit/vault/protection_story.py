"""Everything that can happen to mandates and emergencies, once, to the fictitious person of the examples."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from services.vault.domain.consent import Reader
from services.vault.domain.emergency import Emergencies
from services.vault.domain.representation import Representation
from shared.contracts.vault_mandates import MandateTerms
from shared.contracts.vault_terms import Grantee, Scope

ORG = "019e1f00-0000-7000-8000-0000000000b0"
MANDATE = "019e1f00-0000-7000-8000-0000000000b1"
EMERGENCY = "019e1f00-0000-7000-8000-0000000000b2"
FIRST = Reader("019e1f00-0000-7000-8000-0000000000b3", organisations=frozenset({ORG}))
SECOND = Reader(
    "019e1f00-0000-7000-8000-0000000000b4", organisations=frozenset({ORG}), manages=frozenset({ORG})
)
TERMS = MandateTerms(
    kind="curatelle_renforcee",
    representative=Grantee(kind="organisation", id=ORG, name="Service des Tilleuls (exemple)"),
    scope=Scope(categories=["income"], parts=["appointments"]),
    actions=["see", "add"],
    since=datetime(2030, 5, 1, tzinfo=UTC),
    until=datetime(2035, 5, 1, tzinfo=UTC),
    court="Tribunal (exemple)",
    reference="RG 00/00000 (exemple)",
)


def representation(vault_id: UUID, document_id: str, at: datetime) -> Representation:
    made = Representation.begin(vault_id, at)
    made.record(MANDATE, TERMS, FIRST, "Jeanne Essai", ORG, at)
    made.attach(MANDATE, document_id, FIRST.professional_id, at)
    made.take_back(document_id, at)
    made.attach(MANDATE, document_id, FIRST.professional_id, at)
    made.confirm(MANDATE, SECOND, "Paul Essai", at)
    made.contest(MANDATE, "Je ne suis pas d'accord (exemple)", at)
    made.end(MANDATE, SECOND, at)
    return made


def emergencies(vault_id: UUID, at: datetime) -> Emergencies:
    made = Emergencies.begin(vault_id, at)
    made.choose(True, Scope(categories=["health"]), at)
    made.open(
        EMERGENCY,
        reader=FIRST,
        name="Jeanne Essai",
        organisation_id=ORG,
        organisation="Service des Tilleuls (exemple)",
        reason="grave_danger",
        account="Chute dans la rue (exemple)",
        minutes=30,
        now=at,
    )
    made.review(EMERGENCY, SECOND, "Paul Essai", "justified", "Vu avec elle (exemple)", at)
    made.contest(EMERGENCY, "Je pouvais répondre (exemple)", at)
    return made
