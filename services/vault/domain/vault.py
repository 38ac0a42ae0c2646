"""The vault of one person: its consents, its papers, who may do what. Every decision of access is taken
here.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.vault.domain import events
from services.vault.domain.consent import Consent, Decision, Reader, Wanted, decide, names, reach
from services.vault.domain.document import Document
from services.vault.domain.request import WAITING_REQUESTS_MAX, ConsentRequest
from services.vault.domain.terms import check_terms, check_within
from shared.contracts.vault_terms import ConsentTerms
from shared.eventstore.erased import ERASED
from shared.problems import Conflict, NotAllowed, NotFound, Refused

LIVE_CONSENTS_MAX = 50  # more than a person can keep in mind; bounds every decision
DOCUMENTS_MAX = 500  # per vault; bounds the aggregate


class Vault(Aggregate):
    """A person's vault. After `erase` it is a tombstone: it refuses every command and allows no access."""

    TOPIC: ClassVar[str] = "vault.Vault"
    Event = events.VaultEvent
    Created = events.Opened  # type: ignore[assignment]
    ReachSet = events.ReachSet
    ConsentRequested = events.ConsentRequested
    ConsentGranted = events.ConsentGranted
    ConsentRefused = events.ConsentRefused
    ConsentRevoked = events.ConsentRevoked
    DocumentDeposited = events.DocumentDeposited
    Erased = events.Erased

    def __init__(
        self,
        given_name: str,
        family_name: str,
        language: str,
        phone: str,
        opened_by: str,
        organisation_id: str,
    ) -> None:
        self.given_name = given_name
        self.family_name = family_name
        self.language = language
        self.phone = phone
        self.opened_by = opened_by
        self.organisation_id = organisation_id
        self.place_name_in_sms = False
        self.consents: dict[str, Consent] = {}
        self.requests: dict[str, ConsentRequest] = {}
        self.documents: dict[str, Document] = {}
        self.ended = False
        self.past_files: list[str] = []

    @classmethod
    def open(
        cls,
        vault_id: UUID,
        *,
        given_name: str,
        family_name: str,
        language: str,
        phone: str,
        opened_by: str,
        organisation_id: str,
        now: datetime,
    ) -> Vault:
        """Open a vault in the person's presence."""
        return cls._create(
            event_class=events.Opened,
            id=vault_id,
            timestamp=now,
            given_name=given_name,
            family_name=family_name,
            language=language,
            phone=phone,
            opened_by=opened_by,
            organisation_id=organisation_id,
        )

    def set_reach(self, *, phone: str, language: str, place_name_in_sms: bool, now: datetime) -> None:
        self.refuse_if_erased()
        self.trigger_event(
            events.ReachSet,
            timestamp=now,
            phone=phone,
            language=language,
            place_name_in_sms=place_name_in_sms,
        )

    # ------------------------------------------------------------ consent
    def request_consent(
        self, request_id: str, asker: Reader, asker_name: str, terms: ConsentTerms, now: datetime
    ) -> None:
        """A professional asks, for themselves or for a team or an organisation they act for."""
        self.refuse_if_erased()
        check_terms(terms, now)
        check_acts_for(asker, terms)
        waiting = [
            r for r in self.requests.values() if r.state == "waiting" and r.asked_by == asker.professional_id
        ]
        if len(waiting) >= WAITING_REQUESTS_MAX:
            raise Refused("too_many_requests", "Plusieurs de vos demandes attendent déjà une réponse.")
        self.trigger_event(
            events.ConsentRequested,
            timestamp=now,
            request_id=request_id,
            asked_by=asker.professional_id,
            asked_by_name=asker_name,
            **events.terms_fields(terms),
        )

    def grant_consent(
        self,
        consent_id: str,
        terms: ConsentTerms,
        now: datetime,
        *,
        request_id: str = "",
        field: str = "terms",
    ) -> None:
        """The person grants; in answer to a request, the same or less than was asked."""
        self.refuse_if_erased()
        check_terms(terms, now, field)
        if request_id:
            asked = self._waiting(request_id)
            check_within(terms, asked.terms, {d.id: d.category for d in self.documents.values()})
        if sum(c.live(now) for c in self.consents.values()) >= LIVE_CONSENTS_MAX:
            raise Refused("too_many_consents", "Arrêtez d'abord un partage dont vous n'avez plus besoin.")
        self.trigger_event(
            events.ConsentGranted,
            timestamp=now,
            consent_id=consent_id,
            request_id=request_id,
            **events.terms_fields(terms),
        )

    def refuse_consent(self, request_id: str, now: datetime) -> None:
        self.refuse_if_erased()
        self._waiting(request_id)
        self.trigger_event(events.ConsentRefused, timestamp=now, request_id=request_id)

    def revoke_consent(self, consent_id: str, now: datetime) -> None:
        """At once. Revoking what is revoked already changes nothing; an ended consent may be revoked too."""
        self.refuse_if_erased()
        if consent_id not in self.consents:
            raise NotFound("consent_unknown", "Cette autorisation n'existe pas.")
        if self.consents[consent_id].revoked_at is None:
            self.trigger_event(events.ConsentRevoked, timestamp=now, consent_id=consent_id)

    # ------------------------------------------------------------ papers
    def deposit(self, document: Document) -> None:
        """Keep a paper whose file has been examined and stored."""
        self.refuse_if_erased()
        if document.id in self.documents:
            raise Conflict("document_already_deposited", "Ce document est déjà rangé.")
        self.refuse_if_full()
        fields = {k: v for k, v in vars(document).items() if k not in ("id", "deposited_at")}
        self.trigger_event(
            events.DocumentDeposited, timestamp=document.deposited_at, document_id=document.id, **fields
        )

    def refuse_if_full(self) -> None:
        if len(self.documents) >= DOCUMENTS_MAX:
            raise Refused("vault_full", "Ce coffre est plein.")

    # ------------------------------------------------------------ who may
    def decide(self, reader: Reader, wanted: Wanted, now: datetime) -> Decision:
        """May this professional do this, now? An erased vault allows nothing to anyone."""
        return decide(self._consents(), reader, wanted, now)

    def reach(self, reader: Reader, now: datetime) -> Decision:
        """Is there any live consent that reaches this professional?"""
        return reach(self._consents(), reader, now)

    def _consents(self) -> list[Consent]:
        return [] if self.erased else list(self.consents.values())

    def _waiting(self, request_id: str) -> ConsentRequest:
        request = self.requests.get(request_id)
        if request is None:
            raise NotFound("request_unknown", "Cette demande n'existe pas.")
        if request.state != "waiting":
            raise Refused("request_answered", "Cette demande a déjà reçu une réponse.")
        return request

    # ------------------------------------------------------------ the end
    @property
    def erased(self) -> bool:
        """Whether the person's key is destroyed; `ended` once that is also stored as an event."""
        return self.ended or self.given_name is ERASED

    def erase(self, now: datetime) -> None:
        if not self.ended:
            self.trigger_event(events.Erased, timestamp=now)

    @property
    def files(self) -> list[str]:
        """The names of every file that papers have, kept in mind after erasing so that none is left."""
        named = [name for d in self.documents.values() for name in (d.id, d.preview_id) if name]
        return [*self.past_files, *named]

    def forget(self) -> None:
        """Keep nothing personal in memory: what an erased vault was is not to be read from it."""
        self.past_files = self.files
        self.given_name = self.family_name = self.language = self.phone = ""
        self.consents, self.requests, self.documents = {}, {}, {}

    def refuse_if_erased(self) -> None:
        if self.erased:
            raise Refused("vault_erased", "Ce coffre a été effacé : il n'existe plus.")


def check_acts_for(actor: Reader, terms: ConsentTerms, field: str = "terms") -> None:
    """One asks for oneself, or for a team or an organisation one belongs to."""
    if not names(terms, actor):
        raise NotAllowed("grantee_not_yours", "Vous n'agissez pas pour ce service.", field=f"{field}.grantee")
