"""What happens to a vault, and how each thing that happened changes it.

Names, titles, numbers and document keys are PERSONAL: sealed with the person's key when stored, read back as
ERASED once that key is destroyed. Ids, codes and instants stay readable, so that an erased vault still
replays.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.consent import Consent
from services.vault.domain.document import Document
from services.vault.domain.request import ConsentRequest
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope

if TYPE_CHECKING:
    from services.vault.domain.vault import Vault


class VaultEvent(Aggregate.Event):
    """Every event of a vault; its subject is the vault itself, whose key seals what is PERSONAL."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()


class Opened(VaultEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Vault.Opened"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"given_name", "family_name", "language", "phone"})
    given_name: str
    family_name: str
    language: str
    phone: str
    opened_by: str
    organisation_id: str


class ReachSet(VaultEvent):
    """The person said how reminders reach them and whether a place's name may be told."""

    TOPIC: ClassVar[str] = "vault.Vault.ReachSet"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"language", "phone"})
    language: str
    phone: str
    place_name_in_sms: bool

    def apply(self, vault: Vault) -> None:
        vault.language, vault.phone = self.language, self.phone
        vault.place_name_in_sms = self.place_name_in_sms


class TermsEvent(VaultEvent):
    """An event that carries a consent's terms; the grantee's name may be a professional's, hence sealed.

    `acting_for`: the organisation that one professional acts for. Version 2 knows of it and of re-sharing.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"grantee_name", "acting_for_name"})
    class_version = 2
    grantee_kind: str
    grantee_id: str
    grantee_name: str
    categories: list[str]
    documents: list[str]
    parts: list[str]
    actions: list[str]
    purpose: str
    until: datetime
    excepted: list[str]
    reshare: bool
    acting_for: str
    acting_for_name: str

    def terms(self) -> ConsentTerms:
        grantee = Grantee(kind=_code(self.grantee_kind), id=self.grantee_id, name=self.grantee_name)
        scope = Scope(
            categories=_code(self.categories), documents=list(self.documents), parts=_code(self.parts)
        )
        return ConsentTerms(
            grantee=grantee,
            scope=scope,
            actions=_code(self.actions),
            purpose=_code(self.purpose),
            until=self.until,
            excepted=list(self.excepted),
            reshare=self.reshare,
        )


class ConsentRequested(TermsEvent):
    """`renews`: the consent that the same grantee would like to go on, if it is one."""

    TOPIC: ClassVar[str] = "vault.Vault.ConsentRequested"
    PERSONAL: ClassVar[frozenset[str]] = TermsEvent.PERSONAL | {"asked_by_name"}
    request_id: str
    asked_by: str
    asked_by_name: str
    renews: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state.update(reshare=False, acting_for="", acting_for_name="", renews="")

    def apply(self, vault: Vault) -> None:
        vault.requests[self.request_id] = ConsentRequest(
            self.request_id,
            self.asked_by,
            self.asked_by_name,
            self.terms(),
            self.timestamp,
            acting_for=self.acting_for,
            acting_for_name=self.acting_for_name,
            renews=self.renews,
        )


class ConsentGranted(TermsEvent):
    """By the person; or under the consent `parent_id`, by `shared_by`, whom she allows to re-share."""

    TOPIC: ClassVar[str] = "vault.Vault.ConsentGranted"
    PERSONAL: ClassVar[frozenset[str]] = TermsEvent.PERSONAL | {"shared_by_name"}
    consent_id: str
    request_id: str
    parent_id: str
    shared_by: str
    shared_by_name: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state.update(reshare=False, acting_for="", acting_for_name="")
        state.update(parent_id="", shared_by="", shared_by_name="")

    def apply(self, vault: Vault) -> None:
        vault.consents[self.consent_id] = Consent(
            self.consent_id,
            self.terms(),
            self.timestamp,
            parent_id=self.parent_id,
            shared_by=self.shared_by,
            shared_by_name=self.shared_by_name,
            acting_for=self.acting_for,
            acting_for_name=self.acting_for_name,
        )
        if self.request_id:
            vault.requests[self.request_id] = vault.requests[self.request_id].answered("granted")


class ConsentRefused(VaultEvent):
    TOPIC: ClassVar[str] = "vault.Vault.ConsentRefused"
    request_id: str

    def apply(self, vault: Vault) -> None:
        vault.requests[self.request_id] = vault.requests[self.request_id].answered("refused")


class ConsentRevoked(VaultEvent):
    TOPIC: ClassVar[str] = "vault.Vault.ConsentRevoked"
    consent_id: str

    def apply(self, vault: Vault) -> None:
        vault.consents[self.consent_id] = vault.consents[self.consent_id].revoked(self.timestamp)


class DocumentDeposited(VaultEvent):
    """A paper arrived: `size_bytes` and `sha256` (hex) are of the kept bytes, in clear, location removed.

    `draft_id`: the draft whose pages it is, if any. Version 2 knows of it.
    """

    class_version = 2
    TOPIC: ClassVar[str] = "vault.Vault.DocumentDeposited"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title", "data_key", "depositor_name", "sha256"})
    document_id: str
    category: str
    title: str
    data_key: str
    content_type: str
    size_bytes: int
    pages: int
    sha256: str
    location_removed: bool
    preview_id: str
    preview_size_bytes: int
    depositor_id: str
    depositor_name: str
    draft_id: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Until then, what it was made of was not kept."""
        state["draft_id"] = ""

    def apply(self, vault: Vault) -> None:
        vault.documents[self.document_id] = Document(
            id=self.document_id,
            category=self.category,
            title=self.title,
            data_key=self.data_key,
            content_type=self.content_type,
            size_bytes=self.size_bytes,
            pages=self.pages,
            sha256=self.sha256,
            location_removed=self.location_removed,
            preview_id=self.preview_id,
            preview_size_bytes=self.preview_size_bytes,
            depositor_id=self.depositor_id,
            depositor_name=self.depositor_name,
            deposited_at=self.timestamp,
            draft_id=self.draft_id,
        )


class Erased(VaultEvent):
    """The person left: nothing personal in it, and nothing may follow it."""

    TOPIC: ClassVar[str] = "vault.Vault.Erased"

    def apply(self, vault: Vault) -> None:
        vault.ended = True
        vault.forget()


def terms_fields(terms: ConsentTerms) -> dict[str, Any]:
    """The terms as the flat fields that events store."""
    scope = msgspec.to_builtins(terms.scope)
    return {
        "grantee_kind": terms.grantee.kind,
        "grantee_id": terms.grantee.id,
        "grantee_name": terms.grantee.name,
        "categories": scope["categories"],
        "documents": scope["documents"],
        "parts": scope["parts"],
        "actions": list(terms.actions),
        "purpose": terms.purpose,
        "until": terms.until,
        "excepted": list(terms.excepted),
        "reshare": terms.reshare,
    }


def _code(stored: Any) -> Any:
    """A code (or a list of them) as it was checked before it was stored."""
    return stored
