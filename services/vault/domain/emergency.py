"""Emergency access to one vault: what the person allows, each use, its review. No door without a witness.

A use opens the minimum, for minutes, to one professional, and counts as open until a second person reviews
it: the same professional has no second use before. One aggregate per vault, found from the vault's id alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.vault.domain.consent import Reader
from services.vault.domain.emergency_events import (
    ChoiceMade,
    EmergencyContested,
    EmergencyEvent,
    EmergencyOpened,
    EmergencyReviewed,
    EmergencyWatched,
)
from services.vault.domain.emergency_use import Use
from services.vault.domain.opening import Opening, second_to
from shared.contracts.vault_emergency import WINDOW_MAX_MINUTES, EmergencyOutcome, EmergencyReason
from shared.contracts.vault_terms import Scope
from shared.ids import named_id
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused

MINIMUM = Scope(categories=["identity", "health"], parts=["contacts"])
USES_A_DAY_MAX = 10  # of one vault, whoever uses it: beyond that something else than an emergency happens
DAY = timedelta(days=1)


class Emergencies(Aggregate):
    """The person's choice, and every use by id."""

    TOPIC: ClassVar[str] = "vault.Emergencies"
    Event = EmergencyEvent
    Created = EmergencyWatched  # type: ignore[assignment]
    ChoiceMade = ChoiceMade
    EmergencyOpened = EmergencyOpened
    EmergencyReviewed = EmergencyReviewed
    EmergencyContested = EmergencyContested

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.allowed = True
        self.marked: Scope | None = None
        self.uses: dict[str, Use] = {}

    @staticmethod
    def id_of(vault_id: UUID) -> UUID:
        return named_id("emergencies", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> Emergencies:
        return cls._create(
            event_class=EmergencyWatched, id=cls.id_of(vault_id), timestamp=now, subject_id=vault_id
        )

    @property
    def scope(self) -> Scope:
        """What an emergency shows today: what the person marked, else the minimum."""
        return self.marked if self.marked is not None else MINIMUM

    def choose(self, allowed: bool, scope: Scope | None, now: datetime) -> None:
        """By the person; it counts at once, for what is open too."""
        if allowed and scope is not None and not (scope.categories or scope.documents or scope.parts):
            raise InvalidInput(
                "emergency_scope_empty",
                "Choisissez ce qui peut être vu, ou refusez l'urgence.",
                field="scope",
            )
        if (allowed, scope) != (self.allowed, self.marked):
            self._happen(ChoiceMade, now, allowed=allowed, scope=scope)

    def open(
        self,
        emergency_id: str,
        *,
        reader: Reader,
        name: str,
        organisation_id: str,
        organisation: str,
        reason: EmergencyReason,
        account: str,
        minutes: int,
        now: datetime,
    ) -> None:
        """By one professional, whose organisation's second person will review it."""
        if not self.allowed:
            raise Refused("emergency_off", "La personne a refusé les accès d'urgence.")
        if organisation_id not in reader.organisations:
            raise Refused("organisation_missing", "Rejoignez d'abord votre structure : elle devra vérifier.")
        if not 1 <= minutes <= WINDOW_MAX_MINUTES:
            raise InvalidInput("window_too_long", "Une heure au plus.", field="minutes")
        if any(u.opened_by == reader.professional_id and u.outcome is None for u in self.uses.values()):
            raise Refused("review_waiting", "Votre accès d'urgence précédent doit d'abord être vérifié.")
        if sum(now - u.opened_at < DAY for u in self.uses.values()) >= USES_A_DAY_MAX:
            raise Refused("too_many_emergencies", "Trop d'accès d'urgence aujourd'hui.")
        self._happen(
            EmergencyOpened,
            now,
            emergency_id=emergency_id,
            opened_by=reader.professional_id,
            opened_by_name=name,
            organisation_id=organisation_id,
            organisation=organisation,
            second_by=second_to(reader, organisation_id).by,
            reason=reason,
            account=account,
            until=now + timedelta(minutes=minutes),
        )

    def review(
        self,
        emergency_id: str,
        reader: Reader,
        name: str,
        outcome: EmergencyOutcome,
        account: str,
        now: datetime,
    ) -> None:
        use = self._one(emergency_id)
        if not use.second.reached_by(reader):
            raise NotAllowed("second_person_only", "Une deuxième personne de la structure doit le faire.")
        if use.outcome is not None:
            raise Refused("already_reviewed", "Cet accès d'urgence est déjà vérifié.")
        self._happen(
            EmergencyReviewed,
            now,
            emergency_id=emergency_id,
            reviewed_by=reader.professional_id,
            reviewed_by_name=name,
            outcome=outcome,
            account=account,
        )

    def contest(self, emergency_id: str, words: str, now: datetime) -> None:
        """By the person: closed at once, and to be reviewed, again if it was."""
        use = self._one(emergency_id)
        if use.contested:
            raise Refused("already_contested", "Vous avez déjà contesté. Une réponse est attendue.")
        self._happen(
            EmergencyContested,
            now,
            emergency_id=emergency_id,
            words=words,
            organisation_id=use.second.organisation_id,
        )

    def openings(self) -> list[Opening]:
        """By who opened them, within their minutes, nothing once the person refuses emergencies."""
        if not self.allowed:
            return []
        return [use.opening(self.scope) for use in self.uses.values() if use.stands]

    def _one(self, emergency_id: str) -> Use:
        if emergency_id not in self.uses:
            raise NotFound("emergency_unknown", "Cet accès d'urgence n'existe pas.")
        return self.uses[emergency_id]

    def _happen(self, event: type[EmergencyEvent], now: datetime, **fields: Any) -> None:
        self.trigger_event(event, timestamp=now, subject_id=self.vault_id, **fields)
