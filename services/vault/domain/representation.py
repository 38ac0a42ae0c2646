"""Who represents the person: the mandates of one vault, recorded, confirmed by a second person, ended.

Representing is not owning: nothing here lets anyone erase, export, read the log, or answer for the person.
One aggregate per vault, found from the vault's id alone, so that a decision never depends on a view.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.vault.domain.consent import Reader
from services.vault.domain.mandate import Mandate, check_mandate
from services.vault.domain.opening import Opening, is_named, second_to
from services.vault.domain.representation_events import (
    Begun,
    DecisionAttached,
    DecisionTakenBack,
    MandateConfirmed,
    MandateContested,
    MandateEnded,
    MandateRecorded,
    RepresentationEvent,
)
from shared.contracts.vault_mandates import MandateTerms
from shared.contracts.vault_terms import Grantee
from shared.ids import named_id
from shared.problems import NotAllowed, NotFound, Refused

MANDATES_MAX = 50  # of one person, over a life; bounds every decision
WAITING_MAX = 2  # per professional: what waits for a second person is looked at before more is recorded


class Representation(Aggregate):
    """The mandates of one vault, by id."""

    TOPIC: ClassVar[str] = "vault.Representation"
    Event = RepresentationEvent
    Created = Begun  # type: ignore[assignment]
    MandateRecorded = MandateRecorded
    DecisionAttached = DecisionAttached
    DecisionTakenBack = DecisionTakenBack
    MandateConfirmed = MandateConfirmed
    MandateEnded = MandateEnded
    MandateContested = MandateContested

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.mandates: dict[str, Mandate] = {}

    @staticmethod
    def id_of(vault_id: UUID) -> UUID:
        return named_id("representation", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> Representation:
        return cls._create(event_class=Begun, id=cls.id_of(vault_id), timestamp=now, subject_id=vault_id)

    def record(
        self,
        mandate_id: str,
        terms: MandateTerms,
        recorder: Reader,
        recorder_name: str,
        organisation_id: str,
        now: datetime,
        document_id: str = "",
    ) -> None:
        """By the representative, for themselves or a service they act for, in `organisation_id`."""
        check_mandate(terms, now)
        if not is_named(terms.representative, recorder):
            raise NotAllowed(
                "representative_not_you",
                "Vous n'agissez pas pour ce représentant.",
                field="mandate.representative",
            )
        _refuse_other_organisation(terms.representative, organisation_id)
        if organisation_id not in recorder.organisations:
            raise Refused("organisation_missing", "Rejoignez d'abord votre structure : elle devra confirmer.")
        mine = [m for m in self.mandates.values() if m.recorded_by == recorder.professional_id]
        if sum(m.state(now) == "waiting" for m in mine) >= WAITING_MAX:
            raise Refused("mandates_waiting", "Vos mandats précédents attendent encore d'être confirmés.")
        if len(self.mandates) >= MANDATES_MAX:
            raise Refused("too_many_mandates", "Ce coffre a trop de mandats enregistrés.")
        second = second_to(recorder, organisation_id)
        self._happen(
            MandateRecorded,
            now,
            mandate_id=mandate_id,
            terms=terms,
            since=terms.since,
            until=terms.until,
            recorded_by=recorder.professional_id,
            recorded_by_name=recorder_name,
            organisation_id=organisation_id,
            second_by=second.by,
            document_id=document_id,
        )

    def attach(self, mandate_id: str, document_id: str, actor_id: str, now: datetime) -> None:
        mandate = self._going(mandate_id, now)
        if mandate.recorded_by != actor_id:
            raise NotAllowed("not_your_mandate", "Ce mandat a été enregistré par quelqu'un d'autre.")
        if mandate.confirmed_at is not None:
            raise Refused("mandate_confirmed", "Ce mandat est déjà confirmé.")
        if mandate.document_id != document_id:
            self._happen(DecisionAttached, now, mandate_id=mandate_id, document_id=document_id)

    def take_back(self, document_id: str, now: datetime) -> None:
        """A paper is taken back by its depositor: the mandates that wait on it wait for another decision. One
        that was confirmed on it keeps it: what opened a vault stays there to be read. Raises Refused.
        """
        on_it = [m for m in self.mandates.values() if m.document_id == document_id]
        if any(mandate.confirmed_at is not None for mandate in on_it):
            raise Refused("decision_confirmed", "Un mandat a été confirmé sur cette décision : elle reste.")
        for mandate in on_it:
            self._happen(DecisionTakenBack, now, mandate_id=mandate.id, document_id=document_id)

    def waits_on(self, document_id: str, recorder_id: str) -> bool:
        """Whether they recorded a mandate that waits on this decision: they put it there, and may correct it
        while it opens nothing.
        """
        return any(
            (m.document_id, m.recorded_by, m.confirmed_at) == (document_id, recorder_id, None)
            for m in self.mandates.values()
        )

    def confirm(self, mandate_id: str, reader: Reader, name: str, now: datetime) -> None:
        """By the second person, who has its decision before them. Confirmed and not contested: no change."""
        mandate = self._going(mandate_id, now)
        _refuse_unless_second(mandate, reader)
        _refuse_other_organisation(mandate.terms.representative, mandate.second.organisation_id)
        if not mandate.document_id:
            raise Refused("decision_missing", "Il manque la décision : elle doit d'abord être jointe.")
        if mandate.confirmed_at is None or mandate.contested:
            to = mandate.terms.representative
            self._happen(
                MandateConfirmed,
                now,
                mandate_id=mandate_id,
                confirmed_by=reader.professional_id,
                confirmed_by_name=name,
                representative_kind=to.kind,
                representative_id=to.id,
                until=mandate.terms.until,
            )

    def end(self, mandate_id: str, reader: Reader, now: datetime) -> None:
        """By who recorded it, or by the second person. Ended twice, nothing changes."""
        mandate = self._one(mandate_id)
        if reader.professional_id != mandate.recorded_by:
            _refuse_unless_second(mandate, reader)
        if mandate.ended_at is None:
            self._happen(MandateEnded, now, mandate_id=mandate_id, ended_by=reader.professional_id)

    def contest(self, mandate_id: str, words: str, now: datetime) -> None:
        """By the person; the measure stands until the second person has looked again, or a judge says."""
        mandate = self._going(mandate_id, now)
        if mandate.contested:
            raise Refused("already_contested", "Vous avez déjà contesté. Une réponse est attendue.")
        self._happen(
            MandateContested,
            now,
            mandate_id=mandate_id,
            words=words,
            organisation_id=mandate.second.organisation_id,
        )

    def openings(self) -> list[Opening]:
        return [opening for mandate in self.mandates.values() for opening in mandate.openings()]

    def _one(self, mandate_id: str) -> Mandate:
        if mandate_id not in self.mandates:
            raise NotFound("mandate_unknown", "Ce mandat n'existe pas.")
        return self.mandates[mandate_id]

    def _going(self, mandate_id: str, now: datetime) -> Mandate:
        mandate = self._one(mandate_id)
        if mandate.state(now) == "ended":
            raise Refused("mandate_ended", "Ce mandat est terminé.")
        return mandate

    def _happen(self, event: type[RepresentationEvent], now: datetime, **fields: Any) -> None:
        self.trigger_event(event, timestamp=now, subject_id=self.vault_id, **fields)


def _refuse_unless_second(mandate: Mandate, reader: Reader) -> None:
    if not mandate.second.reached_by(reader):
        raise NotAllowed("second_person_only", "Une deuxième personne de la structure doit le faire.")


def _refuse_other_organisation(representative: Grantee, organisation_id: str) -> None:
    """A service that represents somebody is looked at by its own people, not by another's manager."""
    if representative.kind == "organisation" and representative.id != organisation_id:
        raise Refused("other_organisation", "C'est le service nommé qui doit confirmer ce mandat.")
