"""Notes of a vault, for the person and for who accompanies them: write, change, look back, remove."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault_notes import (
    NOTE_MAX_CHARS,
    AddNote,
    ChangeNote,
    ListNotes,
    Note,
    Notes,
    ReadNote,
    RemoveNote,
)
from shared.problems import InvalidInput, Problem


class NotePages(Controller):
    """One person's notes."""

    path = "/coffre/{vault_id:str}/notes"
    include_in_schema = False

    @get("/")
    async def notes(self, view: TheView, vault_id: Id) -> Page:
        return await _notes(view, vault_id)

    @post("/", status_code=SEE_OTHER)
    async def add(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            command = AddNote(vault_id=vault_id, text=_text(form), private=form.ticked("private"))
            await talk.ask(command, Note)
        except Problem as problem:
            return await _notes(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}/notes", "note_added")

    @get("/{note_id:str}")
    async def one(self, view: TheView, vault_id: Id, note_id: Id) -> Page:
        return await _one(view, vault_id, note_id)

    @post("/{note_id:str}", status_code=SEE_OTHER)
    async def change(self, view: TheView, vault_id: Id, note_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            command = ChangeNote(
                vault_id=vault_id, note_id=note_id, text=_text(form), private=form.ticked("private")
            )
            await talk.ask(command, Note)
        except Problem as problem:
            return await _one(view, vault_id, note_id, form, problem)
        return view.go(f"/coffre/{vault_id}/notes", "note_rewritten")

    @post("/{note_id:str}/retirer", status_code=SEE_OTHER)
    async def remove(self, view: TheView, vault_id: Id, note_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(RemoveNote(vault_id=vault_id, note_id=note_id), Done)
        return view.go(f"/coffre/{vault_id}/notes", "note_removed")


def _text(form: Form) -> str:
    text = form.long_text("text")
    if not text:
        raise InvalidInput("missing", "Écrivez quelque chose.", field="text")
    if len(text) > NOTE_MAX_CHARS:
        raise InvalidInput("note_too_long", "Cette note est trop longue.", field="text")
    return text


async def _notes(view: View, vault_id: str, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    talk = view.need("professional", "holder")
    notes = (await talk.ask(ListNotes(vault_id=vault_id), Notes)).notes
    return view.show("notes.html", notes=notes, vault_id=vault_id, form=form, problem=problem)


async def _one(
    view: View, vault_id: str, note_id: str, form: Form = EMPTY, problem: Problem | None = None
) -> Page:
    talk = view.need("professional", "holder")
    note = await talk.ask(ReadNote(vault_id=vault_id, note_id=note_id), Note)
    return view.show("note.html", note=note, vault_id=vault_id, form=form, problem=problem)
