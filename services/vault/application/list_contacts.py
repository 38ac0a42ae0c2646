"""The person's contacts that the actor may see: whom to warn first, then by name."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.contact_shown import CONTACTS, book_of, contact_as
from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.domain.contact_book import Contact
from services.vault.domain.vault import Vault
from shared.contracts import vault_contacts as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListContacts:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ListContacts, call: Call) -> contract.Contacts:
        vault = self.gate.vault(call, request.vault_id)
        if (refused := CONTACTS.unreached(self.gate, vault, call)) is not None:
            change = refused
            return self.log.command(call, contract.Contacts, lambda: change)
        note_once_a_day(self.log, call, vault.id, "contacts_listed", self.gate.clock.now())
        shown = shown_contacts(self.log, self.gate, vault, call)
        return contract.Contacts(contacts=[contact_as(contact, call) for contact in shown])


def shown_contacts(log: EventLog, gate: Gate, vault: Vault, call: Call) -> list[Contact]:
    """Those that the actor may see, in the order people look for them. An emergency shows whom to warn, and
    nobody else of the person's life.
    """
    book, may = book_of(log, vault.id), gate.sieve(vault, call)
    found = [c for c in book.contacts.values() if may(CONTACTS.seen(c.author_id))] if book else []
    opening = gate.way(vault, call, CONTACTS.seen(""))[1]
    if opening is not None and opening.why == "emergency":
        found = [c for c in found if c.details.emergency or c.author_id == call.actor.id]
    return sorted(found, key=lambda c: (not c.details.emergency, c.details.name.casefold()))
