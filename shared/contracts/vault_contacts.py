"""What the vault says of the person's own contacts: who to call, who to warn; vCards in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Reply

CONTACT_NAME_MAX = 120
RELATION_MAX = 60
EMAIL_MAX = 254  # RFC 5321's longest path, less its brackets
ADDRESS_MAX = 300
CONTACT_NOTE_MAX = 500
PHONES_MAX = 5
VCARD_MAX_CHARS = 500_000  # a hundred cards with a small portrait each, which is thrown away
CARDS_MAX = 100  # read from one file
Phones = Annotated[list[Annotated[str, msgspec.Meta(max_length=30)]], msgspec.Meta(max_length=PHONES_MAX)]


class ContactDetails(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`phones`: any telephone of the world; answered as E.164. `emergency`: to warn in an emergency."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=CONTACT_NAME_MAX)]
    relation: Annotated[str, msgspec.Meta(max_length=RELATION_MAX)] = ""
    phones: Phones = []
    email: Annotated[str, msgspec.Meta(max_length=EMAIL_MAX)] = ""
    address: Annotated[str, msgspec.Meta(max_length=ADDRESS_MAX)] = ""
    note: Annotated[str, msgspec.Meta(max_length=CONTACT_NOTE_MAX)] = ""
    emergency: bool = False


class Contact(Reply, frozen=True, kw_only=True):
    """`added_by` is empty when the person did."""

    id: str
    details: ContactDetails
    added_by: str
    changed_at: datetime
    may_change: bool


class Contacts(Reply, frozen=True, kw_only=True):
    contacts: list[Contact]


class AddContact(Command, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Contact
    vault_id: str
    details: ContactDetails


class ChangeContact(Command, frozen=True, kw_only=True):
    """By the person, or by who added it."""

    REPLY: ClassVar[type[Any]] = Contact
    vault_id: str
    contact_id: str
    details: ContactDetails


class RemoveContact(Command, frozen=True, kw_only=True):
    """By the person alone."""

    vault_id: str
    contact_id: str


class ListContacts(Command, frozen=True, kw_only=True):
    """The contacts that the actor may see. A list is one log entry per person, reader and day."""

    REPLY: ClassVar[type[Any]] = Contacts
    vault_id: str


class RefusedCard(Reply, frozen=True, kw_only=True):
    """`card`: its place in the file, from 1."""

    card: int
    code: str
    field: str = ""


class ContactsImported(Reply, frozen=True, kw_only=True):
    """`known`: cards that said nothing new."""

    added: int
    known: int
    refused: list[RefusedCard] = []


class ImportContacts(Command, frozen=True, kw_only=True):
    """Cards of a vCard file (3.0 or 4.0): the sound ones are kept, the others told by number."""

    REPLY: ClassVar[type[Any]] = ContactsImported
    vault_id: str
    vcards: Annotated[str, msgspec.Meta(min_length=1, max_length=VCARD_MAX_CHARS)]


class WrittenContacts(Reply, frozen=True, kw_only=True):
    text: str


class ExportContacts(Command, frozen=True, kw_only=True):
    """The contacts that the actor may see, as one vCard file; logged each time."""

    REPLY: ClassVar[type[Any]] = WrittenContacts
    vault_id: str
    version: Literal["3.0", "4.0"] = "4.0"
