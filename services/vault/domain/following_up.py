"""What may become of a consent once granted: renewed, re-shared, a member refused by name, handed over.

A part of the vault (see vault.py), apart so that each stays a page. Each method decides, then says the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from services.vault.domain import events, follow_up_events
from services.vault.domain.consent import (
    RESHARE_DEPTH_MAX,
    Consent,
    Departure,
    Reader,
    ends_at,
    excepts,
    lineage,
    names,
    why_over,
)
from services.vault.domain.consent_end import NOTED_EVERY, HandOver, tied_to
from services.vault.domain.request import ConsentRequest
from services.vault.domain.terms import LONGEST, check_terms, check_under
from shared.contracts.vault_terms import ConsentTerms
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused

EXCEPTED_MAX = 200  # by name, per consent: as many as terms may carry
BRANCHES_MAX = 10  # consents re-shared directly under one: a person must be able to read the tree


class FollowingUp:
    """Mixed into `Vault`."""

    if TYPE_CHECKING:
        consents: dict[str, Consent]
        requests: dict[str, ConsentRequest]
        documents: dict[str, Any]

        def refuse_if_erased(self) -> None: ...
        def trigger_event(self, event_class: Any, **kwargs: Any) -> None: ...
        def refuse_if_too_many(self, now: datetime) -> None: ...

    # ------------------------------------------------------------ lasting
    def renew_consent(self, consent_id: str, now: datetime, departures: Sequence[Departure] = ()) -> None:
        """By the person: as long again from now, never beyond two years or what it stands under."""
        consent = self._living(consent_id, now, departures)
        until = self._renewed_until(consent, now)
        waiting = [r.id for r in self.requests.values() if r.renews == consent_id and r.state == "waiting"]
        self.trigger_event(
            follow_up_events.ConsentRenewed,
            timestamp=now,
            consent_id=consent_id,
            until=until,
            request_id=waiting[0] if waiting else "",
        )

    def renewal_of(self, consent_id: str, reader: Reader, now: datetime) -> ConsentTerms:
        """The terms that a grantee may ask the person to renew: the same, as long again from now."""
        consent = self._given_to(reader, consent_id, now)
        if any(r.renews == consent_id and r.state == "waiting" for r in self.requests.values()):
            raise Refused(
                "renewal_waiting", "La demande est déjà faite : la personne n'a pas encore répondu."
            )
        return msgspec.structs.replace(consent.terms, until=self._renewed_until(consent, now))

    def acts_to_note(self, now: datetime) -> bool:
        """Whether any consent was last used a day ago or more: else an act adds nothing to what is known."""
        return any(c.live(now) and now - c.last_known_at >= NOTED_EVERY for c in self.consents.values())

    def note_act(self, consent: Consent, now: datetime) -> None:
        """Something other than listing was done under this consent; once a day is enough to know it."""
        if now - consent.last_known_at >= NOTED_EVERY:
            self.trigger_event(follow_up_events.FollowedUp, timestamp=now, consent_id=consent.id)

    def ends_at(self, consent: Consent) -> datetime:
        """When it ends by itself, whatever it stands under."""
        return ends_at(consent, self.consents)

    def why_over(self, consent: Consent, now: datetime, departures: Sequence[Departure] = ()) -> str:
        """The code of the reason why it allows nothing more; empty while it lives."""
        return why_over(consent, self.consents, now, departures)

    # ------------------------------------------------------------ passing on
    def reshare_consent(
        self,
        parent_id: str,
        consent_id: str,
        sharer: Reader,
        sharer_name: str,
        terms: ConsentTerms,
        now: datetime,
        *,
        service: tuple[str, str] = ("", ""),
    ) -> ConsentTerms:
        """By a grantee whom the person allows to: never more nor longer than they have. The terms kept.

        `service`: the organisation for which one professional gets it; leaving it ends what they got.
        """
        parent = self._given_to(sharer, parent_id, now)
        if not parent.terms.reshare:
            raise Refused("reshare_not_allowed", "La personne n'a pas permis de partager plus loin.")
        if len(lineage(parent, self.consents)) >= RESHARE_DEPTH_MAX:
            raise Refused("reshare_too_deep", "Ce partage est déjà passé par trop de mains.")
        if sum(c.parent_id == parent_id and c.live(now) for c in self.consents.values()) >= BRANCHES_MAX:
            raise Refused("reshare_too_many", "Cette autorisation est déjà partagée avec beaucoup de monde.")
        everyone_refused = {*parent.terms.excepted, *terms.excepted, *self._kept_out_of(terms)}
        terms = msgspec.structs.replace(terms, excepted=sorted(everyone_refused))
        check_terms(terms, now)
        within = msgspec.structs.replace(parent.terms, until=ends_at(parent, self.consents))
        check_under(terms, within, {d.id: d.category for d in self.documents.values()})
        self.refuse_if_too_many(now)
        self.trigger_event(
            events.ConsentGranted,
            timestamp=now,
            consent_id=consent_id,
            request_id="",
            parent_id=parent_id,
            shared_by=sharer.professional_id,
            shared_by_name=sharer_name,
            **tied_to(service, terms),
            **events.terms_fields(terms),
        )
        return terms

    def branches(self, consent_id: str) -> list[Consent]:
        """Every consent re-shared under this one, directly or not."""
        found = [c for c in self.consents.values() if c.parent_id == consent_id]
        return found + [below for child in found for below in self.branches(child.id)]

    # ------------------------------------------------------------ who among them
    def except_member(self, consent_id: str, professional_id: str, now: datetime) -> None:
        """By the person: in every consent of that follow-up. Excepting twice changes nothing."""
        for consent in self._follow_up(consent_id):
            if professional_id in consent.terms.excepted:
                continue
            if len(consent.terms.excepted) >= EXCEPTED_MAX:
                raise Refused("too_many_excepted", "Arrêtez plutôt ce partage : presque personne n'y reste.")
            event = follow_up_events.MemberExcepted
            self.trigger_event(event, timestamp=now, consent_id=consent.id, professional_id=professional_id)

    def with_excepted(self, terms: ConsentTerms, now: datetime) -> ConsentTerms:
        """The terms, still without those members of the grantee whom the person had excepted by name."""
        known = [c for c in self.consents.values() if c.same_grantee(terms) and c.live(now)]
        refused = {one for consent in known if not consent.parent_id for one in consent.terms.excepted}
        return msgspec.structs.replace(
            terms, excepted=[*terms.excepted, *sorted(refused - {*terms.excepted})]
        )

    def _kept_out_of(self, terms: ConsentTerms) -> set[str]:
        """Whom the person excepted from that service: passing on never lets in whom only she may admit again,
        even once the consent that said it is withdrawn.
        """
        given = [c for c in self.consents.values() if c.same_grantee(terms)]
        standing = [c for c in given if c.revoked_at is None] or given
        return {name for consent in standing for name in consent.terms.excepted}

    def admit_member(self, consent_id: str, professional_id: str, now: datetime) -> None:
        """By the person: let in again whom she had excepted."""
        for consent in self._follow_up(consent_id):
            if professional_id in consent.terms.excepted:
                event = follow_up_events.MemberAdmitted
                self.trigger_event(
                    event, timestamp=now, consent_id=consent.id, professional_id=professional_id
                )

    def hand_over(
        self, consent_id: str, giver: Reader, taker: Reader, given: HandOver, now: datetime
    ) -> None:
        """By a member of the grantee, to a colleague who is one too: nobody new gets in."""
        consent = self._given_to(giver, consent_id, now)
        if consent.terms.grantee.kind == "professional":
            raise Refused(
                "hand_over_personal",
                "Cette autorisation est pour vous seul : demandez-en une pour le service.",
            )
        if not names(consent.terms, taker) or taker.professional_id in consent.terms.excepted:
            raise Refused("not_a_colleague", "Cette personne ne fait pas partie de ce suivi.")
        if given.until is not None and not now < given.until <= ends_at(consent, self.consents):
            raise InvalidInput(
                "cover_end", "Choisissez une date avant la fin de l'autorisation.", field="until"
            )
        fields = vars(given)
        self.trigger_event(
            follow_up_events.FollowUpHandedOver, timestamp=now, consent_id=consent_id, **fields
        )

    # ------------------------------------------------------------ which one
    def consent(self, consent_id: str) -> Consent:
        """Raises NotFound `consent_unknown`."""
        if consent_id not in self.consents:
            raise NotFound("consent_unknown", "Cette autorisation n'existe pas.")
        return self.consents[consent_id]

    def _living(self, consent_id: str, now: datetime, departures: Sequence[Departure]) -> Consent:
        self.refuse_if_erased()
        consent = self.consent(consent_id)
        if self.why_over(consent, now, departures):
            raise Refused("consent_over", "Cette autorisation est terminée : il en faut une nouvelle.")
        return consent

    def _given_to(self, reader: Reader, consent_id: str, now: datetime) -> Consent:
        """A live consent that names the reader and does not except them; else as if there were none."""
        consent = self.consents.get(consent_id)
        if consent is None or not names(consent.terms, reader) or excepts(consent, self.consents, reader):
            raise NotAllowed("no_consent", "La personne ne vous a pas donné accès à ce coffre.")
        if consent.terms.grantee.kind != "professional" and not reader.confirmed:
            raise NotAllowed("memberships_stale", "Nous ne pouvons pas vérifier votre service : réessayez.")
        return self._living(consent_id, now, tuple(reader.departures))

    def _follow_up(self, consent_id: str) -> list[Consent]:
        self.refuse_if_erased()
        chosen = self.consent(consent_id)
        return [c for c in self.consents.values() if c.same_grantee(chosen.terms) and c.revoked_at is None]

    def _renewed_until(self, consent: Consent, now: datetime) -> datetime:
        """As long again from now; `refused` when that would not be later than it is."""
        until = now + min(consent.length, LONGEST)
        if consent.parent_id:
            until = min(until, ends_at(self.consents[consent.parent_id], self.consents))
        if until <= consent.until:
            raise Refused("renewal_not_later", "Cette autorisation dure déjà aussi longtemps.")
        return until
