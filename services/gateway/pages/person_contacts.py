"""The person's own contacts, for them and for who accompanies them; as a file out of and into a telephone."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Response, get, post

from services.gateway.api.notes import vcard_answer
from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.upload_form import read_upload
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
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
from shared.problems import InvalidInput, NotFound, Problem

TEXTS = ("name", "relation", "email", "address", "note")


class PersonContactPages(Controller):
    """One person's contacts."""

    path = "/coffre/{vault_id:str}/contacts"
    include_in_schema = False

    @get("/")
    async def contacts(self, view: TheView, vault_id: Id) -> Page:
        return await _contacts(view, vault_id)

    @post("/", status_code=SEE_OTHER)
    async def add(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            await talk.ask(AddContact(vault_id=vault_id, details=_details(form)), Contact)
        except Problem as problem:
            return await _contacts(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}/contacts", "contact_added")

    @post("/fichier", status_code=200, request_max_body_size=None)
    async def take_in(self, view: TheView, vault_id: Id) -> Page:
        talk = view.need("professional", "holder")
        try:
            form, chunks = await read_upload(view.request)
            talk.key = form.key or talk.key
            command = ImportContacts(vault_id=vault_id, vcards=await _read(chunks))
            imported = await talk.ask(command, ContactsImported)
        except Problem as problem:
            return await _contacts(view, vault_id, EMPTY, problem)
        return await _contacts(view, vault_id, imported=imported)

    @post("/emporter", status_code=200)
    async def take_away(self, view: TheView, vault_id: Id) -> Response[str]:
        talk = view.need("professional", "holder")
        form = await view.form()
        version: Any = "3.0" if form.text("version") == "3.0" else "4.0"
        command = ExportContacts(vault_id=vault_id, version=version)
        return vcard_answer((await talk.ask(command, WrittenContacts)).text)

    @get("/{contact_id:str}")
    async def one(self, view: TheView, vault_id: Id, contact_id: Id) -> Page:
        return await _one(view, vault_id, contact_id)

    @post("/{contact_id:str}", status_code=SEE_OTHER)
    async def change(self, view: TheView, vault_id: Id, contact_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            command = ChangeContact(vault_id=vault_id, contact_id=contact_id, details=_details(form))
            await talk.ask(command, Contact)
        except Problem as problem:
            return await _one(view, vault_id, contact_id, form, problem)
        return view.go(f"/coffre/{vault_id}/contacts", "contact_corrected")

    @post("/{contact_id:str}/retirer", status_code=SEE_OTHER)
    async def remove(self, view: TheView, vault_id: Id, contact_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(RemoveContact(vault_id=vault_id, contact_id=contact_id), Done)
        return view.go(f"/coffre/{vault_id}/contacts", "contact_removed")


async def _read(chunks: Any) -> str:
    content = bytearray()
    async for chunk in chunks:
        if len(content) <= VCARD_MAX_CHARS:
            content += chunk
    if len(content) > VCARD_MAX_CHARS:
        raise InvalidInput("vcard_too_long", "Ce fichier est trop long.", field="file")
    return content.decode("utf-8", "replace") or " "


def _details(form: Form) -> ContactDetails:
    if not form.text("name"):
        raise InvalidInput("missing", "Écrivez un nom.", field="name")
    said = {name: form.text(name) for name in TEXTS}
    phones = [phone for phone in form.every("phones") if phone.strip()]
    try:
        return msgspec.convert(
            {**said, "phones": phones, "emergency": form.ticked("emergency")}, ContactDetails
        )
    except msgspec.ValidationError as why:
        field = str(why).rpartition("$.")[2].rstrip("`").partition("[")[0]
        raise InvalidInput("malformed", "Ce texte est trop long.", field=field) from None


async def _listed(view: View, vault_id: str) -> list[Contact]:
    talk = view.need("professional", "holder")
    return (await talk.ask(ListContacts(vault_id=vault_id), Contacts)).contacts


async def _contacts(
    view: View,
    vault_id: str,
    form: Form = EMPTY,
    problem: Problem | None = None,
    imported: ContactsImported | None = None,
) -> Page:
    contacts = await _listed(view, vault_id)
    return view.show(
        "person_contacts.html",
        contacts=contacts,
        vault_id=vault_id,
        form=form,
        problem=problem,
        imported=imported,
    )


async def _one(
    view: View, vault_id: str, contact_id: str, form: Form = EMPTY, problem: Problem | None = None
) -> Page:
    for contact in await _listed(view, vault_id):
        if contact.id == contact_id:
            return view.show(
                "person_contact.html", contact=contact, vault_id=vault_id, form=form, problem=problem
            )
    raise NotFound("contact_not_found", "Ce contact n'existe pas.")
