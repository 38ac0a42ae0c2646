"""The vault's public facts: ids, codes, dates; never a name, a title, a number or a motive."""

from __future__ import annotations

from typing import ClassVar

from shared.contracts.shapes import Fact, Instant
from shared.contracts.vault_terms import GranteeKind, Purpose


class VaultFact(Fact, frozen=True, kw_only=True):
    """Every fact of the vault is about one vault."""

    SUBJECT: ClassVar[str] = "vault_id"
    vault_id: str


class VaultOpened(VaultFact, frozen=True, kw_only=True):
    """A vault was opened in its holder's presence, by a professional of `organisation_id`."""

    TYPE: ClassVar[str] = "vault.vault_opened"
    organisation_id: str = ""


class ConsentRequested(VaultFact, frozen=True, kw_only=True):
    """Someone asked the holder to share; nothing is shared yet."""

    TYPE: ClassVar[str] = "vault.consent_requested"
    request_id: str
    grantee_kind: GranteeKind
    grantee_id: str
    purpose: Purpose


class ConsentGranted(VaultFact, frozen=True, kw_only=True):
    """The holder shares what `categories` and `parts` name, for `purpose`, until `until` and no later.

    `parent_id`: the consent it was re-shared under; it ends with that one at the latest.
    """

    TYPE: ClassVar[str] = "vault.consent_granted"
    consent_id: str
    grantee_kind: GranteeKind
    grantee_id: str
    categories: list[str]
    parts: list[str]
    actions: list[str]
    purpose: Purpose
    until: Instant
    parent_id: str = ""


class ConsentRenewed(VaultFact, frozen=True, kw_only=True):
    """The holder lets a consent go on, on the same terms, until `until` and no later."""

    TYPE: ClassVar[str] = "vault.consent_renewed"
    consent_id: str
    until: Instant


class ConsentRefused(VaultFact, frozen=True, kw_only=True):
    """The holder refused what was asked."""

    TYPE: ClassVar[str] = "vault.consent_refused"
    request_id: str


class ConsentRevoked(VaultFact, frozen=True, kw_only=True):
    """The holder withdrew a consent: nothing may be read under it from now on."""

    TYPE: ClassVar[str] = "vault.consent_revoked"
    consent_id: str


class DocumentDeposited(VaultFact, frozen=True, kw_only=True):
    """A document entered the vault."""

    TYPE: ClassVar[str] = "vault.document_deposited"
    document_id: str
    category: str


class DocumentWithdrawn(VaultFact, frozen=True, kw_only=True):
    """Its depositor took back, within a day, a document that the holder had not opened."""

    TYPE: ClassVar[str] = "vault.document_withdrawn"
    document_id: str
    category: str


class DocumentOpened(VaultFact, frozen=True, kw_only=True):
    """A document was read; `manner` tells how (seen, printed, downloaded)."""

    TYPE: ClassVar[str] = "vault.document_opened"
    document_id: str
    category: str
    manner: str


class DocumentPrinted(VaultFact, frozen=True, kw_only=True):
    """Printed or downloaded: the measure of impact. `stored_days` whole days since the deposit."""

    TYPE: ClassVar[str] = "vault.document_printed"
    document_id: str
    category: str
    stored_days: int


class LinkGiven(VaultFact, frozen=True, kw_only=True):
    """The holder gave one document by a link, until `until`, for `openings_max` openings at most."""

    TYPE: ClassVar[str] = "vault.link_given"
    link_id: str
    document_id: str
    category: str
    until: Instant
    openings_max: int


class LinkOpened(VaultFact, frozen=True, kw_only=True):
    """A link was opened: a document given. `stored_days` whole days since the deposit."""

    TYPE: ClassVar[str] = "vault.link_opened"
    link_id: str
    document_id: str
    category: str
    stored_days: int


class LinkWithdrawn(VaultFact, frozen=True, kw_only=True):
    """The holder stopped a link: it opens nothing from now on."""

    TYPE: ClassVar[str] = "vault.link_withdrawn"
    link_id: str
    document_id: str


class PaperExpiryNoted(VaultFact, frozen=True, kw_only=True):
    """A document ends on `expires_on` (ISO 8601 date in `zone`), to be reminded `lead_days` days before."""

    TYPE: ClassVar[str] = "vault.paper_expiry_noted"
    document_id: str
    expires_on: str
    zone: str
    lead_days: list[int]


class PaperExpiryForgotten(VaultFact, frozen=True, kw_only=True):
    """A document has no end any more: nothing is to be reminded."""

    TYPE: ClassVar[str] = "vault.paper_expiry_forgotten"
    document_id: str


class AccessRefused(VaultFact, frozen=True, kw_only=True):
    """Someone was refused `action`; `reason` is a code."""

    TYPE: ClassVar[str] = "vault.access_refused"
    action: str
    reason: str


class AppointmentScheduled(VaultFact, frozen=True, kw_only=True):
    """`starts_local`: ISO 8601 wall time without offset; `zone`: IANA name; `lead_hours`: hours before."""

    TYPE: ClassVar[str] = "vault.appointment_scheduled"
    appointment_id: str
    starts_local: str
    zone: str
    lead_hours: list[int]


class AppointmentMoved(AppointmentScheduled, frozen=True, kw_only=True):
    """The appointment is at another time, all of it told anew."""

    TYPE: ClassVar[str] = "vault.appointment_moved"


class AppointmentCancelled(VaultFact, frozen=True, kw_only=True):
    """The appointment won't take place."""

    TYPE: ClassVar[str] = "vault.appointment_cancelled"
    appointment_id: str


class MandateRecorded(VaultFact, frozen=True, kw_only=True):
    """A legal measure was recorded in `organisation_id`; it opens nothing before it is confirmed."""

    TYPE: ClassVar[str] = "vault.mandate_recorded"
    mandate_id: str
    organisation_id: str
    since: Instant
    until: Instant


class MandateConfirmed(VaultFact, frozen=True, kw_only=True):
    """A second person confirmed the measure, for the first time or after a contest."""

    TYPE: ClassVar[str] = "vault.mandate_confirmed"
    mandate_id: str
    until: Instant


class MandateEnded(VaultFact, frozen=True, kw_only=True):
    """The measure ended before its date; one that ends by its date says nothing."""

    TYPE: ClassVar[str] = "vault.mandate_ended"
    mandate_id: str


class EmergencyAccessOpened(VaultFact, frozen=True, kw_only=True):
    """A professional of `organisation_id` came in by emergency, until `until` at the latest."""

    TYPE: ClassVar[str] = "vault.emergency_access_opened"
    emergency_id: str
    organisation_id: str
    until: Instant


class EmergencyAccessReviewed(VaultFact, frozen=True, kw_only=True):
    """A second person looked at it: `justified` or `not_justified`."""

    TYPE: ClassVar[str] = "vault.emergency_access_reviewed"
    emergency_id: str
    outcome: str


class VaultErased(VaultFact, frozen=True, kw_only=True):
    """The holder erased the vault: its key is destroyed, nothing can be read any more."""

    TYPE: ClassVar[str] = "vault.vault_erased"


class LogCheckpointPublished(Fact, frozen=True, kw_only=True):
    """The tree over every line of every access log, signed: `size` lines, `root` (hex), and the signed text.

    Who keeps them can tell later that no line was altered, removed or added in between.
    """

    TYPE: ClassVar[str] = "vault.log_checkpoint_published"
    SUBJECT: ClassVar[str] = "origin"
    origin: str
    size: int
    root: str
    signed_at: Instant
    note: str
