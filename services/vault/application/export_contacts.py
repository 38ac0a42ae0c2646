"""The contacts that the actor may see, as a vCard file: taken away, hence in the log each time."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.contact_shown import CONTACTS, details_as
from services.vault.application.gate import Gate
from services.vault.application.journal import line, without_key
from services.vault.application.list_contacts import shown_contacts
from services.vault.application.ports import WriteCards
from shared.contracts import vault_contacts as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ExportContacts:
    log: EventLog
    gate: Gate
    write_cards: WriteCards

    def __call__(self, request: contract.ExportContacts, call: Call) -> contract.WrittenContacts:
        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := CONTACTS.print_refused(self.gate, vault, call):
                return refused
            shown = shown_contacts(self.log, self.gate, vault, call)
            text = self.write_cards([details_as(contact.details) for contact in shown], request.version)
            told = line(vault.id, "contacts_taken", call)
            return Change(reply=contract.WrittenContacts(text=text), log=[told])

        return self.log.command(without_key(call), contract.WrittenContacts, work)
