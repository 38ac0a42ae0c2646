"""What the use cases need from outside, in the vault's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.vault.application.deposit_ticket import Ticket
from services.vault.application.export_content import Checkpoint
from services.vault.domain.consent import Departure, Reader
from shared.contracts.vault_contacts import ContactDetails
from shared.eventstore.key_port import Keys


class ErasableKeys(Keys, Protocol):
    """Keys that also say whose were destroyed."""

    def destroyed_at(self, subject_id: UUID) -> datetime | None: ...

    def destroyed(self, since: datetime, limit: int) -> list[tuple[UUID, datetime]]: ...


class Ends(Protocol):
    """Which vaults have their end stored."""

    def after(self, position: int, limit: int) -> list[tuple[int, UUID]]: ...


class Memberships(Protocol):
    """Who belongs to which team and organisation, from the directory's facts."""

    def reader(self, professional_id: str) -> Reader:
        """The professional with what they belong to, and whether that was confirmed lately."""
        ...

    def departures(self, professional_ids: Iterable[str]) -> frozenset[Departure]:
        """Which organisations these professionals have left, and when the last time."""
        ...

    def organisation_of(self, team_id: str) -> str:
        """The organisation that a team is of; empty when no member of it is known."""
        ...

    def members(self, grantee_kind: str, grantee_id: str, after: str, limit: int) -> Sequence[str]:
        """Ids of who belongs to a team or an organisation, in order, after `after`."""
        ...


class FollowUps(Protocol):
    """Which vaults may be reached; the vault itself decides each."""

    def vaults_for(self, reader: Reader, now: datetime, after: UUID | None, limit: int) -> list[UUID]:
        """In order of id, after `after`."""
        ...


class ToVerify(Protocol):
    """What waits for a second person; the vault itself decides who that is."""

    def of(self, organisations: Sequence[str], limit: int) -> list[tuple[str, UUID, str]]:
        """(kind, vault id, item id), the oldest first."""
        ...


class AppointmentIds(Protocol):
    """Which appointments a vault has."""

    def of_vault(self, vault_id: UUID, limit: int) -> list[UUID]:
        """The last scheduled first."""
        ...

    def nearest(self, vault_id: UUID, now: datetime, limit: int) -> list[UUID]:
        """Those to come first, then the rest."""
        ...

    def between(self, vault_id: UUID, since: datetime, until: datetime, limit: int) -> list[UUID]:
        """Those not cancelled that begin then."""
        ...

    def count(self, vault_id: UUID) -> int: ...


class GroupIds(Protocol):
    """Which groups a professional or a service gave."""

    def of(
        self, given_by: str, given_for: Sequence[str], organisations: Sequence[str], now: datetime, limit: int
    ) -> list[UUID]:
        """Those that one gave for whom they still act for (`given_for`, empty for nobody), and those of the
        organisations; to come first.
        """
        ...


class PartIds(Protocol):
    """Which links (`link`), acts (`act`) and calendar addresses (`calendar`) a vault has, newest first."""

    def of_vault(self, vault_id: UUID, kind: str, limit: int) -> list[UUID]: ...


class LogEnds(Protocol):
    """How long each vault's access log is."""

    def last_number(self, vault_id: UUID) -> int:
        """The number of the newest line, 0 without any."""
        ...


class Tickets(Protocol):
    """Deposits begun and not ended; the document's key and title are kept sealed with the person's key."""

    def keep(self, ticket: Ticket) -> None: ...

    def find(self, document_id: UUID) -> Ticket | None: ...

    def claim(self, document_id: UUID) -> bool:
        """Take the ticket for good; False when another request has it."""
        ...

    def drop(self, document_id: UUID) -> None: ...

    def of_vault(self, vault_id: UUID) -> Sequence[UUID]:
        """The documents whose deposit is begun in this vault."""
        ...

    def expired(self, before: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """(vault id, document id) of those that ended before that instant."""
        ...


class Exports(Protocol):
    """Archives made for a person, kept encrypted for an hour."""

    def keep(self, blob_id: UUID, vault_id: UUID, expires_at: datetime) -> None: ...

    def expired(self, now: datetime, limit: int) -> Sequence[UUID]: ...

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[UUID]: ...

    def drop(self, blob_id: UUID) -> None: ...


class SignLog(Protocol):
    """Signs how long a vault's log was, and how it ended (32 bytes)."""

    def __call__(self, vault_id: UUID, size: int, head: bytes, signed_at: datetime) -> Checkpoint: ...


class Views(Protocol):
    """The read models, as erasing sees them."""

    def purge(self, vault_id: UUID) -> None: ...


class ReadCards(Protocol):
    """Reads a vCard file, cards in order; one that says no name has an empty one."""

    def __call__(self, text: str) -> Sequence[ContactDetails]: ...


class WriteCards(Protocol):
    """Writes a vCard file in that version of the format."""

    def __call__(self, contacts: Sequence[ContactDetails], version: str) -> str: ...


class TakenIn(Protocol):
    """A file worth keeping, staged (see adapters/intake.py)."""

    @property
    def content_type(self) -> str: ...
    @property
    def pages(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def location_removed(self) -> bool: ...
    @property
    def staged(self) -> str: ...
    @property
    def preview(self) -> str: ...
    @property
    def preview_size(self) -> int: ...
    @property
    def preview_width(self) -> int: ...
    @property
    def preview_height(self) -> int: ...


class Intake(Protocol):
    """Looks at a staged file in a process of its own, and cleans it."""

    @property
    def scanned(self) -> bool:
        """Whether an antivirus looks at it too."""
        ...

    def take_in(
        self, staged: str, sha256: str, *, data_key: bytes, place: bytes, preview_place: bytes
    ) -> TakenIn: ...
