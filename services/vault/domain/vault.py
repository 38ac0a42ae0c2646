"""The vault of one person: its consents, its papers, who may do what. Every decision of access is taken
here.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.vault.domain import events, filing, follow_up_events, taking_back
from services.vault.domain.consent import Consent, Decision, Reader, Wanted, allows, decide, reach
from services.vault.domain.consenting import Consenting
from services.vault.domain.document import Document
from services.vault.domain.following_up import FollowingUp
from services.vault.domain.request import ConsentRequest
from shared.eventstore.erased import ERASED
from shared.problems import Conflict, Refused

DOCUMENTS_MAX = 500  # per vault; bounds the aggregate


class Vault(Consenting, FollowingUp, taking_back.TakingBack, filing.Filing, Aggregate):
    """A person's vault. After `erase` it is a tombstone: it refuses every command and allows no access."""

    TOPIC: ClassVar[str] = "vault.Vault"
    Event = events.VaultEvent
    Created = events.Opened  # type: ignore[assignment]
    ReachSet = events.ReachSet
    ConsentRequested = events.ConsentRequested
    ConsentGranted = events.ConsentGranted
    ConsentRefused = events.ConsentRefused
    ConsentRevoked = events.ConsentRevoked
    ConsentRenewed = follow_up_events.ConsentRenewed
    FollowedUp = follow_up_events.FollowedUp
    MemberExcepted = follow_up_events.MemberExcepted
    MemberAdmitted = follow_up_events.MemberAdmitted
    FollowUpHandedOver = follow_up_events.FollowUpHandedOver
    DocumentDeposited = events.DocumentDeposited
    DocumentSeen = taking_back.DocumentSeen
    DocumentWithdrawn = taking_back.DocumentWithdrawn
    DocumentMoved = filing.DocumentMoved
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

    # ------------------------------------------------------------ papers
    def deposit(self, document: Document) -> None:
        """Keep a paper whose file has been examined and stored."""
        self.refuse_if_erased()
        if document.id in self.documents:
            raise Conflict("document_already_deposited", "Ce document est déjà rangé.")
        if document.draft_id and self.paper_of(document.draft_id):
            raise Conflict("draft_already_kept", "Ces pages sont déjà rangées.")
        self.refuse_if_full()
        fields = {
            k: v for k, v in vars(document).items() if k not in ("id", "deposited_at", "seen_by_person")
        }
        self.trigger_event(
            events.DocumentDeposited, timestamp=document.deposited_at, document_id=document.id, **fields
        )

    def paper_of(self, draft_id: str) -> Document | None:
        """The paper that these pages became: a draft makes one, however often it is confirmed."""
        return next((d for d in self.documents.values() if d.draft_id == draft_id), None)

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

    def reaches(self, consent: Consent, reader: Reader, now: datetime) -> bool:
        """Whether this very consent, and what it stands under, reaches this professional."""
        return not self.erased and allows(consent, self.consents, reader, None, now)

    def _consents(self) -> list[Consent]:
        return [] if self.erased else list(self.consents.values())

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
