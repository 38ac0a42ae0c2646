"""Opening many vaults from a file: choose it, see each line's faults, confirm, watch, print the cards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date
from litestar import Controller, Response, get, post

from services.gateway.batches.batch import Batch, Row
from services.gateway.batches.opening import cards_of, go_on, new_cards
from services.gateway.batches.people_file import FILE_MAX_BYTES, wrong_file
from services.gateway.batches.previewing import preview_file
from services.gateway.edge.given import Id
from services.gateway.identity.key_card import qr_svg
from services.gateway.pages.consent_form import (
    consent_choices,
    grantee_in,
    grantees_of,
    terms_of,
)
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.upload_form import read_upload
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault_terms import Grantee
from shared.contracts.vault_waiting import PEOPLE_MAX, WAITING_DAYS
from shared.problems import Problem
from shared.spelled_dates import first_of_month

PATH = "/coffres/fichier"
DAYS = (180, 365)  # longer than a vault waits: what is asked still stands when the person comes
MODEL = "Prénom;Nom;Langue;Téléphone;Référence\r\nAwa;Exemple;français;06 39 98 00 11;A-001\r\n"


class ManyVaultsPages(Controller):
    """For people who are not there; nobody chooses or knows their code in their place."""

    path = PATH
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView) -> Page:
        return _form(view, await grantees_of(view.need("professional")), EMPTY)

    @get("/modele.csv")
    async def model(self, view: TheView) -> Response[bytes]:
        view.need("professional")
        headers = {"Content-Disposition": 'attachment; filename="modele.csv"'}
        return Response(MODEL.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    @post("/", status_code=SEE_OTHER, request_max_body_size=None)
    async def preview(self, view: TheView) -> Response[Any]:
        talk = view.need("professional")
        offered, form = await grantees_of(talk), EMPTY
        try:
            form, chunks = await read_upload(view.request)
            content = await _content(chunks)
            terms = terms_of(form, grantee_in(form, offered), view.parts.clock.now())
            batch = await preview_file(view.gate.batches, talk, content, terms)
        except Problem as problem:
            return _form(view, offered, form, problem)
        return view.go(f"{PATH}/{batch.id}")

    @get("/{batch_id:str}")
    async def watch(self, view: TheView, batch_id: Id) -> Page:
        talk = view.need("professional")
        batch = await view.gate.batches.show(talk.actor.id, batch_id)
        if batch.state == "opening":
            await go_on(view.gate.batches, talk, batch)
            batch = await view.gate.batches.show(talk.actor.id, batch_id)
        return view.show("many_vaults_list.html", batch=batch, days=WAITING_DAYS["card"])

    @post("/{batch_id:str}", status_code=SEE_OTHER)
    async def confirm(self, view: TheView, batch_id: Id) -> Response[Any]:
        batch = await _mine(view, batch_id)
        await view.form()
        await view.gate.batches.confirm(batch.id)
        return view.go(f"{PATH}/{batch.id}")

    @get("/{batch_id:str}/cartes")
    async def cards(self, view: TheView, batch_id: Id) -> Page:
        batch = await _mine(view, batch_id)
        texts = await cards_of(view.gate.batches, view.talk, batch)
        address = f"{view.parts.settings.public_url}/connexion/carte"
        cards = [_card(view, row, texts[row.line], address, batch) for row in batch.rows if row.line in texts]
        shown = address.partition("://")[2]
        return view.show("many_cards.html", batch=batch, cards=cards, shown=shown, back=f"{PATH}/{batch.id}")

    @post("/{batch_id:str}/cartes", status_code=SEE_OTHER)
    async def forget(self, view: TheView, batch_id: Id) -> Response[Any]:
        batch = await _mine(view, batch_id)
        await view.form()
        await view.gate.batches.forget_cards(batch.id)
        return view.go(f"{PATH}/{batch.id}", "cards_forgotten")

    @post("/{batch_id:str}/cartes-neuves", status_code=SEE_OTHER)
    async def anew(self, view: TheView, batch_id: Id) -> Response[Any]:
        batch = await _mine(view, batch_id)
        await view.form()
        await new_cards(view.gate.batches, view.talk, batch)
        return view.go(f"{PATH}/{batch.id}", "cards_anew")


async def _mine(view: View, batch_id: str) -> Batch:
    return await view.gate.batches.show(view.need("professional").actor.id, batch_id)


async def _content(chunks: AsyncIterator[bytes]) -> bytes:
    content = bytearray()
    async for chunk in chunks:
        if len(content) <= FILE_MAX_BYTES:
            content += chunk
    if len(content) > FILE_MAX_BYTES:
        raise wrong_file("file_too_large", "Ce fichier est trop gros : gardez une seule feuille.")
    return bytes(content)


def _card(view: View, row: Row, text: str, address: str, batch: Batch) -> dict[str, Any]:
    person = row.person
    words = view.renderer.words.get(person.language, view.words)
    names = f"{person.given_name} {person.family_name}".strip()
    return {
        "who": f"{names} ({person.reference})" if person.reference else names,
        "given_name": person.given_name,
        "text": text,
        "qr": qr_svg(f"{address}#{text}"),
        "c": words,
        "until": first_of_month(format_date(_until(batch), "long", locale=words.language)),
    }


def _until(batch: Batch) -> datetime:
    """The last day that is sure: each vault waits from its own opening, a moment after the preview."""
    return batch.made_at + timedelta(days=WAITING_DAYS["card"])


def _form(view: View, offered: list[Grantee], form: Form, problem: Problem | None = None) -> Page:
    return view.show(
        "many_vaults.html",
        form=form,
        grantees=offered,
        **consent_choices(DAYS),
        people_max=PEOPLE_MAX,
        verified=view.talk.actor.verified,
        problem=problem,
    )
