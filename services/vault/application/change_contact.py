"""Correct what is known of one of the person's contacts."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.contact_shown import CONTACTS, book_of, checked, contact_as
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.part import author_of
from shared.contracts import vault_contacts as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class ChangeContact:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ChangeContact, call: Call) -> contract.Contact:
        details = checked(request.details)

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := CONTACTS.add_refused(self.gate, vault, call):
                return refused
            book = book_of(self.log, vault.id)
            if book is None:
                raise NotFound("contact_not_found", "Ce contact n'existe pas.")
            contact = book.contact(request.contact_id)
            if refused := CONTACTS.see_refused(self.gate, vault, call, contact.author_id):
                return refused
            book.correct(contact.id, details, author_of(call), self.gate.clock.now())
            CONTACTS.acted(self.gate, vault, call)
            return Change(
                reply=contact_as(book.contact(contact.id), call),
                sealed_for=vault.id,
                aggregates=[book, vault],
                log=[line(vault.id, "contact_corrected", call, title=details.name)],
            )

        return self.log.command(call, contract.Contact, work)
