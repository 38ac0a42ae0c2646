"""What the vault says and answers: opening, consents, documents, access log, export, erasure."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, FeedPage, Query, Reply
from shared.contracts.vault_consents import Consent, ConsentRequest
from shared.contracts.vault_listing import Document as Document
from shared.contracts.vault_listing import Documents as Documents
from shared.contracts.vault_terms import Action, Category, ConsentTerms, Language

TITLE_MAX = 120
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=TITLE_MAX)]


class OpenVault(Command, frozen=True, kw_only=True):
    """By a verified professional in the person's presence, with the first consent on the same screen.

    `vault_id` is chosen by the caller (a UUID). `consent` names an organisation, team or professional the
    opener acts for. `phone` may be empty; any mobile E.164. `given_name` may be all a person gives.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    given_name: Title
    family_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    language: Language = "fr"
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""
    consent: ConsentTerms | None = None


class SetReach(Command, frozen=True, kw_only=True):
    """By the holder: number and language of reminders; `place_name_in_sms` lets a place name be told."""

    vault_id: str
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""
    language: Language = "fr"
    place_name_in_sms: bool = False


class Vault(Reply, frozen=True, kw_only=True):
    """Summary for the holder (everything) or for a grantee (their own consents only)."""

    id: str
    given_name: str
    family_name: str
    language: str
    phone: str = ""
    place_name_in_sms: bool = False
    opened_at: datetime | None = None
    consents: list[Consent] = []
    requests: list[ConsentRequest] = []
    actions: list[Action] = []


class GetVault(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Vault
    vault_id: str


class FollowedPerson(Reply, frozen=True, kw_only=True):
    """`mine`: handed over to the actor, for good or for an absence. `ends_soon`: within 30 days."""

    vault_id: str
    given_name: str
    family_name: str
    until: datetime
    documents: int = 0
    ends_soon: bool = False
    mine: bool = False


NAME_FILTER_MAX = 80  # characters; what a search box needs


class FollowUps(Reply, frozen=True, kw_only=True):
    """A page, by name within it; `next` is what to ask for `after`, empty at the end."""

    people: list[FollowedPerson]
    next: str = ""


class ListFollowUps(Query, frozen=True, kw_only=True):
    """The people whose live consents reach the actor (a professional), page by page. `name`: only those of
    whose names each word holds a part of; a page may then be empty and have a next one.
    """

    REPLY: ClassVar[type[Any]] = FollowUps
    name: Annotated[str, msgspec.Meta(max_length=NAME_FILTER_MAX)] = ""
    after: Annotated[str, msgspec.Meta(max_length=36)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 200


class RequestConsent(Command, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    terms: ConsentTerms


class GrantConsent(Command, frozen=True, kw_only=True):
    """By the holder. With `request_id`, answers a request: the same grantee, never more than was asked.
    `acting_for`: the organisation that one professional acts for, to be said where they have several; the
    consent ends when they leave it. Its name is only shown.
    """

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    terms: ConsentTerms
    request_id: str = ""
    acting_for: Annotated[str, msgspec.Meta(max_length=64)] = ""
    acting_for_name: Annotated[str, msgspec.Meta(max_length=120)] = ""


class RefuseConsent(Command, frozen=True, kw_only=True):
    vault_id: str
    request_id: str


class RevokeConsent(Command, frozen=True, kw_only=True):
    """By the holder: once acknowledged, no read that starts later succeeds."""

    vault_id: str
    consent_id: str


class DepositTicket(Reply, frozen=True, kw_only=True):
    """Where and with which key the gateway stages the bytes. Keys are base64; valid 15 minutes."""

    document_id: str
    data_key: str
    associated_data: str
    max_bytes: int
    expires_at: datetime


class BeginDeposit(Command, frozen=True, kw_only=True):
    """Asks to deposit: decides the right to add, gives the ticket. Nothing exists until `DepositDocument`."""

    REPLY: ClassVar[type[Any]] = DepositTicket
    vault_id: str
    category: Category
    title: Title
    folder: Annotated[str, msgspec.Meta(max_length=64)] = ""


class DepositDocument(Command, frozen=True, kw_only=True):
    """The staged bytes have arrived whole (size in bytes, sha256 hex of the clear ones): examine, keep."""

    REPLY: ClassVar[type[Any]] = Document
    vault_id: str
    document_id: str
    staged_name: str
    size_bytes: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Annotated[str, msgspec.Meta(min_length=64, max_length=64)]


class ReadTicket(Reply, frozen=True, kw_only=True):
    """A decided and logged read: which blob, with which key. Valid 30 s; the gateway streams at once."""

    blob: str
    data_key: str
    associated_data: str
    title: str
    content_type: str
    size_bytes: int
    expires_at: datetime


class OpenDocument(Command, frozen=True, kw_only=True):
    """A read (page, preview or file shown), a print or a download. Logged, refusals too."""

    REPLY: ClassVar[type[Any]] = ReadTicket
    vault_id: str
    document_id: str
    manner: Literal["see", "preview", "print", "download"] = "see"


class ListDocuments(Command, frozen=True, kw_only=True):
    """What the actor may see. A list is one log entry per person, reader and day, hence a command."""

    REPLY: ClassVar[type[Any]] = Documents
    vault_id: str


Changed = Literal["title", "place_name", "lead_hours"]


class LogChange(Reply, frozen=True, kw_only=True):
    """What something said before and says now; `lead_hours` are numbers of hours."""

    what: Changed
    before: str
    after: str


class LogLine(Reply, frozen=True, kw_only=True):
    """One line of the access log. `kind` is a code (document_seen, access_refused, consent_granted, …);
    the words shown to the person are made of the codes and names, at the edge, in their language."""

    number: int
    at: datetime
    kind: str
    actor: str = ""
    organisation: str = ""
    category: str = ""
    title: str = ""
    reason: str = ""
    erased: bool = False
    changes: list[LogChange] = []


class AccessLog(Reply, frozen=True, kw_only=True):
    lines: list[LogLine]
    total: int


class ReadAccessLog(Query, frozen=True, kw_only=True):
    """By the holder only. Newest first; `before` is a line number (0: from the end)."""

    REPLY: ClassVar[type[Any]] = AccessLog
    vault_id: str
    before: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class ExportVault(Command, frozen=True, kw_only=True):
    """By the holder alone: a ZIP of originals, JSON, readable HTML and the access log, staged as one blob."""

    REPLY: ClassVar[type[Any]] = ReadTicket
    vault_id: str


class EraseVault(Command, frozen=True, kw_only=True):
    """By the holder alone: the key is destroyed, files deleted, read models purged. There is no way back."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    confirmation: Literal["EFFACER"]


class ReadFacts(Query, frozen=True, kw_only=True):
    """A page of the vault's feed: facts after `after`, at most `limit`."""

    REPLY: ClassVar[type[Any]] = FeedPage
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 200
