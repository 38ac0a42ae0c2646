"""The use cases of notes and of the person's contacts, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.vcards import read_vcards, write_vcards
from services.vault.application.add_contact import AddContact
from services.vault.application.add_note import AddNote
from services.vault.application.change_contact import ChangeContact
from services.vault.application.change_note import ChangeNote
from services.vault.application.export_contacts import ExportContacts
from services.vault.application.import_contacts import ImportContacts
from services.vault.application.list_contacts import ListContacts
from services.vault.application.list_notes import ListNotes
from services.vault.application.read_note import ReadNote
from services.vault.application.remove_contact import RemoveContact
from services.vault.application.remove_note import RemoveNote
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Notebook:
    add_note: AddNote
    change_note: ChangeNote
    remove_note: RemoveNote
    list_notes: ListNotes
    read_note: ReadNote
    add_contact: AddContact
    change_contact: ChangeContact
    remove_contact: RemoveContact
    list_contacts: ListContacts
    import_contacts: ImportContacts
    export_contacts: ExportContacts


def notebook_of(ground: Ground) -> Notebook:
    log, gate = ground.log, ground.gate
    return Notebook(
        add_note=AddNote(log, gate),
        change_note=ChangeNote(log, gate),
        remove_note=RemoveNote(log, gate),
        list_notes=ListNotes(log, gate),
        read_note=ReadNote(log, gate),
        add_contact=AddContact(log, gate),
        change_contact=ChangeContact(log, gate),
        remove_contact=RemoveContact(log, gate),
        list_contacts=ListContacts(log, gate),
        import_contacts=ImportContacts(log, gate, read_vcards),
        export_contacts=ExportContacts(log, gate, write_vcards),
    )
