"""Notes of a vault, and the person's own contacts."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Controller, Response, delete, get, post, put
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.shapes import Done
from shared.contracts.vault_contacts import (
    VCARD_MAX_CHARS,
    AddContact,
    ChangeContact,
    Contact,
    ContactDetails,
    Contacts,
    ContactsImported,
    ExportContacts,
    ImportContacts,
    ListContacts,
    RemoveContact,
    WrittenContacts,
)
from shared.contracts.vault_notes import (
    AddNote,
    ChangeNote,
    ListNotes,
    Note,
    Notes,
    NoteText,
    ReadNote,
    RemoveNote,
)

VCARD_BODY_MAX_BYTES = 6 * VCARD_MAX_CHARS  # JSON may write one character in six bytes
VcardVersion = Annotated[Literal["3.0", "4.0"], QueryParameter(description="Version of the vCard format")]


class NewNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`private`: the person's alone."""

    text: NoteText
    private: bool = False


class ContactFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vCard file (3.0 or 4.0), as text."""

    vcards: Annotated[str, msgspec.Meta(min_length=1, max_length=VCARD_MAX_CHARS)]


class NotesApi(Controller):
    """What is written in a vault that is not a paper."""

    path = "/vaults/{vault_id:str}/notes"
    tags = ("notes",)

    @get("/", operation_id="listNotes", summary="The notes you may see")
    async def list_notes(self, talk: TheTalk, vault_id: Id) -> Notes:
        return await talk.ask(ListNotes(vault_id=vault_id), Notes)

    @post("/", operation_id="addNote", summary="Write a note")
    async def add(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewNote]) -> Note:
        return await talk.ask(AddNote(vault_id=vault_id, text=data.text, private=data.private), Note)

    @get("/{note_id:str}", operation_id="readNote", summary="A note and what it said before")
    async def read(self, talk: TheTalk, vault_id: Id, note_id: Id) -> Note:
        return await talk.ask(ReadNote(vault_id=vault_id, note_id=note_id), Note)

    @put("/{note_id:str}", operation_id="changeNote", summary="Change a note; what it said is kept")
    async def change(self, talk: TheTalk, vault_id: Id, note_id: Id, data: JSONBody[NewNote]) -> Note:
        command = ChangeNote(vault_id=vault_id, note_id=note_id, text=data.text, private=data.private)
        return await talk.ask(command, Note)

    @delete("/{note_id:str}", operation_id="removeNote", summary="Remove a note: the person alone")
    async def remove(self, talk: TheTalk, vault_id: Id, note_id: Id) -> None:
        await talk.ask(RemoveNote(vault_id=vault_id, note_id=note_id), Done)


class PersonContactsApi(Controller):
    """Whom the person calls, and whom to warn."""

    path = "/vaults/{vault_id:str}"
    tags = ("contacts of the person",)

    @get("/contacts", operation_id="listPersonContacts", summary="The person's contacts that you may see")
    async def list_contacts(self, talk: TheTalk, vault_id: Id) -> Contacts:
        return await talk.ask(ListContacts(vault_id=vault_id), Contacts)

    @post("/contacts", operation_id="addPersonContact", summary="Add a contact")
    async def add(self, talk: TheTalk, vault_id: Id, data: JSONBody[ContactDetails]) -> Contact:
        return await talk.ask(AddContact(vault_id=vault_id, details=data), Contact)

    @put("/contacts/{contact_id:str}", operation_id="changePersonContact", summary="Correct a contact")
    async def change(
        self, talk: TheTalk, vault_id: Id, contact_id: Id, data: JSONBody[ContactDetails]
    ) -> Contact:
        command = ChangeContact(vault_id=vault_id, contact_id=contact_id, details=data)
        return await talk.ask(command, Contact)

    @delete(
        "/contacts/{contact_id:str}",
        operation_id="removePersonContact",
        summary="Remove a contact: the person alone",
    )
    async def remove(self, talk: TheTalk, vault_id: Id, contact_id: Id) -> None:
        await talk.ask(RemoveContact(vault_id=vault_id, contact_id=contact_id), Done)

    @post(
        "/contact-files",
        operation_id="importPersonContacts",
        summary="Take in a vCard file: sound cards are kept, the others told by number",
        request_max_body_size=VCARD_BODY_MAX_BYTES,
    )
    async def take_in(self, talk: TheTalk, vault_id: Id, data: JSONBody[ContactFile]) -> ContactsImported:
        return await talk.ask(ImportContacts(vault_id=vault_id, vcards=data.vcards), ContactsImported)

    @get("/contacts.vcf", operation_id="exportPersonContacts", summary="The contacts as a vCard file")
    async def vcard(self, talk: TheTalk, vault_id: Id, version: VcardVersion = "4.0") -> Response[str]:
        command = ExportContacts(vault_id=vault_id, version=version)
        written = await talk.ask(command, WrittenContacts)
        return vcard_answer(written.text)


def vcard_answer(text: str) -> Response[str]:
    """A vCard file to keep, never shown in place nor cached."""
    headers = {
        "Content-Disposition": 'attachment; filename="contacts.vcf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type="text/vcard; charset=utf-8", headers=headers)
