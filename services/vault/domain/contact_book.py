"""The person's own contacts: who to call and who to warn. They own them all; nobody else removes one.

One book a vault, so that how many there are is decided here. Each event carries `subject_id`, the vault's id,
whose key seals what is PERSONAL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.author import Author
from shared.ids import named_id
from shared.problems import NotAllowed, NotFound, Refused

CONTACTS_MAX = 200  # per vault; bounds the aggregate
EMERGENCY_MAX = 5  # more than that, nobody knows whom to call first


@dataclass(frozen=True)
class Details:
    """What is known of someone. `phones` are E.164."""

    name: str
    relation: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    address: str = ""
    note: str = ""
    emergency: bool = False


@dataclass(frozen=True)
class Contact:
    id: str
    details: Details
    author_id: str
    author: str
    changed_at: datetime


class ContactBookEvent(Aggregate.Event):
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Begun(ContactBookEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.ContactBook.Begun"


class DetailsEvent(ContactBookEvent):
    """An event that says all that is known of a contact."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"name", "relation", "phones", "email", "address", "note", "author"}
    )
    contact_id: str
    name: str
    relation: str
    phones: list[str]
    email: str
    address: str
    note: str
    emergency: bool
    author: str

    def details(self) -> Details:
        return Details(
            self.name,
            self.relation,
            tuple(self.phones),
            self.email,
            self.address,
            self.note,
            self.emergency,
        )


class ContactAdded(DetailsEvent):
    TOPIC: ClassVar[str] = "vault.ContactBook.ContactAdded"
    author_id: str

    def apply(self, book: ContactBook) -> None:
        contact = Contact(self.contact_id, self.details(), self.author_id, self.author, self.timestamp)
        book.contacts[self.contact_id] = contact


class ContactCorrected(DetailsEvent):
    TOPIC: ClassVar[str] = "vault.ContactBook.ContactCorrected"

    def apply(self, book: ContactBook) -> None:
        before = book.contacts[self.contact_id]
        book.contacts[self.contact_id] = replace(before, details=self.details(), changed_at=self.timestamp)


class ContactRemoved(ContactBookEvent):
    TOPIC: ClassVar[str] = "vault.ContactBook.ContactRemoved"
    contact_id: str

    def apply(self, book: ContactBook) -> None:
        del book.contacts[self.contact_id]


class ContactBook(Aggregate):
    """Begun with its first contact."""

    TOPIC: ClassVar[str] = "vault.ContactBook"
    Event = ContactBookEvent
    Created = Begun  # type: ignore[assignment]
    ContactAdded = ContactAdded
    ContactCorrected = ContactCorrected
    ContactRemoved = ContactRemoved

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.contacts: dict[str, Contact] = {}

    @staticmethod
    def create_id(vault_id: UUID) -> UUID:
        """A vault has one book of contacts."""
        return named_id("contact-book", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> ContactBook:
        return cls._create(event_class=Begun, id=cls.create_id(vault_id), timestamp=now, subject_id=vault_id)

    def contact(self, contact_id: str) -> Contact:
        """Raises NotFound."""
        if contact_id not in self.contacts:
            raise NotFound("contact_not_found", "Ce contact n'existe pas.")
        return self.contacts[contact_id]

    def knows(self, details: Details) -> bool:
        """Whether someone of that name with those numbers and that address is there already."""
        told = (details.name.casefold(), set(details.phones), details.email.casefold())
        return any(
            told == (c.details.name.casefold(), set(c.details.phones), c.details.email.casefold())
            for c in self.contacts.values()
        )

    def add(self, contact_id: str, details: Details, author: Author, now: datetime) -> None:
        if len(self.contacts) >= CONTACTS_MAX:
            raise Refused("contacts_full", "Il y a déjà beaucoup de contacts : retirez-en un d'abord.")
        self._refuse_too_many_to_warn(contact_id, details)
        self.trigger_event(
            ContactAdded, timestamp=now, author_id=author.id, **self._said(contact_id, details, author)
        )

    def correct(self, contact_id: str, details: Details, author: Author, now: datetime) -> None:
        """The same again changes nothing. Raises NotAllowed for who neither added it nor owns it."""
        contact = self.contact(contact_id)
        if not may_change(contact, author):
            raise NotAllowed("contact_not_yours", "Seule la personne qui l'a ajouté peut changer ce contact.")
        self._refuse_too_many_to_warn(contact_id, details)
        if details != contact.details:
            self.trigger_event(ContactCorrected, timestamp=now, **self._said(contact_id, details, author))

    def remove(self, contact_id: str, now: datetime) -> None:
        self.contact(contact_id)
        self.trigger_event(ContactRemoved, timestamp=now, subject_id=self.vault_id, contact_id=contact_id)

    @property
    def to_warn(self) -> Sequence[Contact]:
        """Whom to warn in an emergency."""
        return [contact for contact in self.contacts.values() if contact.details.emergency]

    def _refuse_too_many_to_warn(self, contact_id: str, details: Details) -> None:
        others = [contact for contact in self.to_warn if contact.id != contact_id]
        if details.emergency and len(others) >= EMERGENCY_MAX:
            sentence = "Cinq personnes à prévenir, c'est déjà beaucoup : décochez-en une."
            raise Refused("emergency_contacts_full", sentence, field="emergency")

    def _said(self, contact_id: str, details: Details, author: Author) -> dict[str, Any]:
        said = {**asdict(details), "phones": list(details.phones)}
        return {**said, "subject_id": self.vault_id, "contact_id": contact_id, "author": author.name}


def may_change(contact: Contact, author: Author) -> bool:
    """The person may change every contact, a professional those they added."""
    return author.is_holder or contact.author_id == author.id
