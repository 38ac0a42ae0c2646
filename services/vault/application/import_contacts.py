"""Take in a vCard file: each sound card becomes a contact, the others are told by their number."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.contact_shown import CONTACTS, book_of, checked
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.part import author_of
from services.vault.application.ports import ReadCards
from services.vault.domain.contact_book import ContactBook, Details
from shared.contracts import vault_contacts as contract
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.problems import Problem
from shared.rpc.call import Call


@dataclass(frozen=True)
class ImportContacts:
    log: EventLog
    gate: Gate
    read_cards: ReadCards

    def __call__(self, request: contract.ImportContacts, call: Call) -> contract.ContactsImported:
        sound: list[tuple[int, Details]] = []
        refused: list[contract.RefusedCard] = []
        for number, card in enumerate(self.read_cards(request.vcards), 1):
            try:
                sound.append((number, checked(card)))
            except Problem as why:
                refused.append(contract.RefusedCard(card=number, code=why.code, field=why.field))

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if no := CONTACTS.add_refused(self.gate, vault, call):
                return no
            now = self.gate.clock.now()
            book = book_of(self.log, vault.id) or ContactBook.begin(vault.id, now)
            added, late = 0, list(refused)
            fresh = [(number, details) for number, details in sound if not book.knows(details)]
            for number, details in fresh:
                try:
                    if not book.knows(details):
                        book.add(str(new_id()), details, author_of(call), now)
                        added += 1
                except Problem as why:
                    late.append(contract.RefusedCard(card=number, code=why.code, field=why.field))
            known = len(sound) - added - (len(late) - len(refused))
            CONTACTS.acted(self.gate, vault, call)
            return Change(
                reply=contract.ContactsImported(added=added, known=known, refused=late),
                aggregates=[book, vault] if added else [vault],
                log=[line(vault.id, "contacts_imported", call, title=str(added))],
            )

        return self.log.command(call, contract.ContactsImported, work)
