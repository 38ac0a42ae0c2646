"""Asked by professionals; granted, refused, withdrawn by the person.

A part of the vault (see vault.py), apart so that each stays a page. Each method decides, then says the event.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.vault.domain import events
from services.vault.domain.consent import Consent, Reader, names
from services.vault.domain.consent_end import tied_to
from services.vault.domain.document import Document
from services.vault.domain.request import WAITING_REQUESTS_MAX, ConsentRequest
from services.vault.domain.terms import check_terms, check_within
from shared.contracts.vault_terms import ConsentTerms
from shared.problems import NotAllowed, NotFound, Refused

LIVE_CONSENTS_MAX = 50  # more than a person can keep in mind; bounds every decision


class Consenting:
    """Mixed into `Vault`."""

    if TYPE_CHECKING:
        consents: dict[str, Consent]
        requests: dict[str, ConsentRequest]
        documents: dict[str, Document]

        def refuse_if_erased(self) -> None: ...
        def trigger_event(self, event_class: Any, **kwargs: Any) -> None: ...
        def consent(self, consent_id: str) -> Consent: ...
        def with_excepted(self, terms: ConsentTerms, now: datetime) -> ConsentTerms: ...
        def except_member(self, consent_id: str, professional_id: str, now: datetime) -> None: ...

    def request_consent(
        self,
        request_id: str,
        asker: Reader,
        asker_name: str,
        terms: ConsentTerms,
        now: datetime,
        *,
        service: tuple[str, str] = ("", ""),
        renews: str = "",
    ) -> None:
        """A professional asks, for themselves or for a team or an organisation they act for.

        `service`: id and name of the organisation they act for now, to which a personal consent is tied.
        """
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
            renews=renews,
            **tied_to(service, terms),
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
        service: tuple[str, str] = ("", ""),
    ) -> None:
        """The person grants; in answer to a request, the same or less than was asked. Whom she has excepted
        by name from that follow-up stays so.
        """
        self.refuse_if_erased()
        check_terms(terms, now, field)
        if request_id:
            asked = self._waiting(request_id)
            check_within(terms, asked.terms, {d.id: d.category for d in self.documents.values()})
            service = (asked.acting_for, asked.acting_for_name)
        self.refuse_if_too_many(now)
        self.trigger_event(
            events.ConsentGranted,
            timestamp=now,
            consent_id=consent_id,
            request_id=request_id,
            parent_id="",
            shared_by="",
            shared_by_name="",
            **tied_to(service, terms),
            **events.terms_fields(self.with_excepted(terms, now)),
        )
        for name in terms.excepted:  # her last word: an older consent to the same service lets nobody in
            self.except_member(consent_id, name, now)

    def refuse_if_too_many(self, now: datetime) -> None:
        if sum(c.live(now) for c in self.consents.values()) >= LIVE_CONSENTS_MAX:
            raise Refused("too_many_consents", "Arrêtez d'abord un partage dont vous n'avez plus besoin.")

    def refuse_consent(self, request_id: str, now: datetime) -> None:
        self.refuse_if_erased()
        self._waiting(request_id)
        self.trigger_event(events.ConsentRefused, timestamp=now, request_id=request_id)

    def revoke_consent(self, consent_id: str, now: datetime) -> None:
        """At once. Revoking what is revoked already changes nothing; an ended consent may be revoked too."""
        self.refuse_if_erased()
        if self.consent(consent_id).revoked_at is None:
            self.trigger_event(events.ConsentRevoked, timestamp=now, consent_id=consent_id)

    def _waiting(self, request_id: str) -> ConsentRequest:
        request = self.requests.get(request_id)
        if request is None:
            raise NotFound("request_unknown", "Cette demande n'existe pas.")
        if request.state != "waiting":
            raise Refused("request_answered", "Cette demande a déjà reçu une réponse.")
        return request


def check_acts_for(actor: Reader, terms: ConsentTerms, field: str = "terms") -> None:
    """One asks for oneself, or for a team or an organisation one belongs to."""
    if not names(terms, actor):
        raise NotAllowed("grantee_not_yours", "Vous n'agissez pas pour ce service.", field=f"{field}.grantee")
