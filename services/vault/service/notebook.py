"""Notes, and the person's own contacts."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_contacts as c
from shared.contracts import vault_notes as n
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Notebook:
    uses: VaultWiring

    @rpc
    def add_note(self, request: n.AddNote, call: Call) -> n.Note:
        return self.uses.do.add_note(request, call)

    @rpc
    def change_note(self, request: n.ChangeNote, call: Call) -> n.Note:
        return self.uses.do.change_note(request, call)

    @rpc
    def remove_note(self, request: n.RemoveNote, call: Call) -> Done:
        return self.uses.do.remove_note(request, call)

    @rpc
    def list_notes(self, request: n.ListNotes, call: Call) -> n.Notes:
        return self.uses.do.list_notes(request, call)

    @rpc
    def read_note(self, request: n.ReadNote, call: Call) -> n.Note:
        return self.uses.do.read_note(request, call)

    @rpc
    def add_contact(self, request: c.AddContact, call: Call) -> c.Contact:
        return self.uses.do.add_contact(request, call)

    @rpc
    def change_contact(self, request: c.ChangeContact, call: Call) -> c.Contact:
        return self.uses.do.change_contact(request, call)

    @rpc
    def remove_contact(self, request: c.RemoveContact, call: Call) -> Done:
        return self.uses.do.remove_contact(request, call)

    @rpc
    def list_contacts(self, request: c.ListContacts, call: Call) -> c.Contacts:
        return self.uses.do.list_contacts(request, call)

    @rpc
    def import_contacts(self, request: c.ImportContacts, call: Call) -> c.ContactsImported:
        return self.uses.do.import_contacts(request, call)

    @rpc
    def export_contacts(self, request: c.ExportContacts, call: Call) -> c.WrittenContacts:
        return self.uses.do.export_contacts(request, call)
