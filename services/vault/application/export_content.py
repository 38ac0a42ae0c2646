"""Everything that a person takes away in an export, before it is written in open formats (domain rule 11).

Plain data: whoever fills it has already decided and logged; whoever writes it knows no storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.vault_contacts import ContactDetails
from shared.contracts.vault_project import Project

ZONE = "Europe/Paris"  # in which the page tells times, and a night is a night


@dataclass(frozen=True)
class ExportedDocument:
    """An original. `chunks` is called once and gives its clear bytes; `size` in bytes, `sha256` in hex.
    `folder` is its folder's name, empty without one.
    """

    id: str
    category: str
    title: str
    content_type: str
    deposited_at: datetime
    deposited_by: str
    size: int
    sha256: str
    pages: int
    chunks: Callable[[], Iterator[bytes]]
    folder: str = ""


@dataclass(frozen=True)
class ExportedConsent:
    """An autorisation, past or present. `state`: live, ended, revoked."""

    grantee_name: str
    categories: Sequence[str]
    parts: Sequence[str]
    actions: Sequence[str]
    purpose: str
    granted_at: datetime
    until: datetime
    state: str


@dataclass(frozen=True)
class ExportedAppointment:
    """`starts_local`: wall time (ISO 8601) in the IANA zone `zone`. `state`: scheduled, cancelled.

    `series_id`: what it comes again in (see `series`), if anything. `lead_hours`: reminded that long before.
    """

    title: str
    place_name: str
    starts_local: str
    zone: str
    state: str
    series_id: str = ""
    lead_hours: Sequence[int] = ()


@dataclass(frozen=True)
class ExportedNote:
    """`written_by` is empty when the person did. `earlier`: when, by whom, and what it said before."""

    text: str
    written_at: datetime
    written_by: str
    changed_at: datetime | None = None
    private: bool = False
    earlier: Sequence[tuple[datetime, str, str]] = ()


@dataclass(frozen=True)
class ExportedLine:
    """A line of the access log as stored and chained, and as it reads; `readable` is None once erased.

    `readable` holds codes and names (`actor`, `organisation`, `category`, `title`, `reason`…); `salt` is that
    of its commitment where the stored body carries one.
    """

    number: int
    recorded_at: datetime
    kind: str
    stored_body: bytes
    previous_hash: bytes
    hash: bytes
    readable: Mapping[str, Any] | None
    salt: bytes = b""


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement that the log of this vault had `size` lines and ended by `head` (32 bytes)."""

    size: int
    head: bytes
    signed_at: datetime
    public_key: bytes
    signature: bytes


@dataclass(frozen=True)
class TreeProof:
    """That line `number` of this log, leaf `index` of the tree over all logs, is in the checkpoint `note`."""

    note: str
    number: int
    index: int
    path: Sequence[bytes]


@dataclass(frozen=True)
class ExportContent:
    """One vault, whole. `zone`: IANA zone in which the page tells times; `more` adds to `vault.json`."""

    vault_id: UUID
    holder_name: str
    exported_at: datetime
    documents: Sequence[ExportedDocument]
    log: Sequence[ExportedLine]
    checkpoint: Checkpoint | None = None
    tree: Sequence[TreeProof] = ()
    witness_keys: Sequence[str] = ()
    receipts: Sequence[tuple[Mapping[str, Any], str]] = ()
    consents: Sequence[ExportedConsent] = ()
    appointments: Sequence[ExportedAppointment] = ()
    notes: Sequence[ExportedNote] = ()
    contacts: Sequence[ContactDetails] = ()
    project: Project | None = None
    zone: str = ZONE
    more: Mapping[str, Any] = field(default_factory=dict)


class WriteExport(Protocol):
    """Writes the archive, pushing its bytes as they are made (adapters/export_zip.py)."""

    def __call__(self, content: ExportContent, write: Callable[[bytes], object]) -> None: ...
