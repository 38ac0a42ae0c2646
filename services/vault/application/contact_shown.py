"""A contact as its readers know it, and what was said of one, checked."""

from __future__ import annotations

import re
from uuid import UUID

import msgspec

from services.vault.application.part import Part, author_of, written
from services.vault.domain.contact_book import Contact, ContactBook, Details, may_change
from services.vault.domain.phone import telephone
from shared.contracts import vault_contacts as contract
from shared.eventstore.log import EventLog
from shared.nir import refuse_nir
from shared.problems import InvalidInput
from shared.rpc.call import Call

CONTACTS = Part("contacts")
FREE_TEXTS = ("name", "relation", "address", "note", "email")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")  # what a typing error breaks; only a message proves more


def contact_as(contact: Contact, call: Call) -> contract.Contact:
    return contract.Contact(
        id=contact.id,
        details=details_as(contact.details),
        added_by=contact.author,
        changed_at=contact.changed_at,
        may_change=may_change(contact, author_of(call)),
    )


def details_as(details: Details) -> contract.ContactDetails:
    return msgspec.convert(details, contract.ContactDetails, from_attributes=True)


def checked(said: contract.ContactDetails) -> Details:
    """What was said, trimmed, its numbers in E.164. Raises InvalidInput or Refused naming the field."""
    for field in FREE_TEXTS:
        refuse_nir(getattr(said, field), field)
    for phone in said.phones:
        refuse_nir(phone, "phones")
    email = said.email.strip()
    if email and not _EMAIL.fullmatch(email):
        raise InvalidInput("email_malformed", "Cette adresse e-mail n'est pas complète.", field="email")
    phones = [telephone(phone) for phone in said.phones if phone.strip()]
    return Details(
        name=written(said.name, "name"),
        relation=said.relation.strip(),
        phones=tuple(dict.fromkeys(phones)),
        email=email,
        address=said.address.strip(),
        note=said.note.strip(),
        emergency=said.emergency,
    )


def book_of(log: EventLog, vault_id: UUID) -> ContactBook | None:
    return log.find(ContactBook, ContactBook.create_id(vault_id))
