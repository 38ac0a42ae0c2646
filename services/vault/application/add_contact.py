"""Add someone to the person's contacts."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.contact_shown import CONTACTS, book_of, checked, contact_as
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.part import author_of
from services.vault.domain.contact_book import ContactBook
from shared.contracts import vault_contacts as contract
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.rpc.call import Call


@dataclass(frozen=True)
class AddContact:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.AddContact, call: Call) -> contract.Contact:
        details = checked(request.details)

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := CONTACTS.add_refused(self.gate, vault, call):
                return refused
            now, contact_id = self.gate.clock.now(), str(new_id())
            book = book_of(self.log, vault.id) or ContactBook.begin(vault.id, now)
            book.add(contact_id, details, author_of(call), now)
            CONTACTS.acted(self.gate, vault, call)
            return Change(
                reply=contact_as(book.contact(contact_id), call),
                sealed_for=vault.id,
                aggregates=[book, vault],
                log=[line(vault.id, "contact_added", call, title=details.name)],
            )

        return self.log.command(call, contract.Contact, work)
