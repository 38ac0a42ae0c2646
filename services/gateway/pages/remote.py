"""Opening a vault with someone who is on the phone: a code to read to them; then, on their side, to type."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.cookies import DEVICE, read_cookie
from services.gateway.edge.given import Id
from services.gateway.edge.visitor import address_of
from services.gateway.identity.card_pages import Card
from services.gateway.opening import vault_id_of
from services.gateway.opening_remotely import open_remotely, send_code
from services.gateway.pages.consent_form import (
    LANGUAGES,
    consent_choices,
    grantee_in,
    grantees_of,
    terms_of,
)
from services.gateway.pages.door import enter
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.own_secret import chosen_twice
from services.gateway.pages.person_form import person_in
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from services.gateway.still_in import need_still_in
from shared.contracts.vault import GetVault, Vault
from shared.contracts.vault_terms import Grantee
from shared.contracts.vault_waiting import OpenWaitingVault
from shared.problems import Problem, Refused, Unavailable
from shared.rpc.call import Actor

PATH = "/coffres/a-distance"


class RemotePages(Controller):
    """By the professional."""

    path = PATH
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView) -> Page:
        return _form(view, await grantees_of(view.need("professional")), EMPTY)

    @post("/", status_code=SEE_OTHER)
    async def open(self, view: TheView) -> Response[Any]:
        talk = view.need("professional")
        form, offered = await view.form(), await grantees_of(talk)
        try:
            code = await open_remotely(talk, view.gate, _command(form, offered, view))
        except Problem as problem:
            return _form(view, offered, form, problem)
        return view.go(f"{PATH}/{code.vault_id}")

    @get("/{vault_id:str}")
    async def code(self, view: TheView, vault_id: Id) -> Page:
        return await _code_page(view, vault_id)

    @post("/{vault_id:str}", status_code=SEE_OTHER)
    async def anew(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        await need_still_in(talk, await view.gate.remote_codes.made_for(vault_id, talk.actor.id))
        await view.gate.remote_codes.anew(vault_id, talk.actor.id)
        return view.go(f"{PATH}/{vault_id}", "code_anew")

    @post("/{vault_id:str}/sms", status_code=SEE_OTHER)
    async def send(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        try:
            await send_code(talk, view.gate, vault_id)
        except (Refused, Unavailable) as problem:
            return await _code_page(view, vault_id, problem)
        return view.go(f"{PATH}/{vault_id}", "code_sent")


class ComingIn(Controller):
    """By the person, on their own phone."""

    path = "/ouvrir"
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView) -> Page:
        return view.show("remote_in.html", form=EMPTY)

    @post("/", status_code=SEE_OTHER)
    async def come(self, view: TheView) -> Response[Any]:
        form = await view.form()
        try:
            pin = chosen_twice(form)
            address, device = address_of(view.request), read_cookie(view.request, DEVICE)
            signed_in, text = await view.gate.use_code(form.text("code"), pin, address, device)
        except Problem as problem:
            return view.show("remote_in.html", form=form, problem=problem)
        card = await _card(view, signed_in.account.id, text)
        token = await view.gate.card_pages.keep(signed_in.account.id, card)
        return enter(view, signed_in, f"/carte/{token}?done=first_use_card")


async def _code_page(view: View, vault_id: str, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    await need_still_in(talk, await view.gate.remote_codes.made_for(vault_id, talk.actor.id))
    code = await view.gate.remote_codes.show(vault_id, talk.actor.id)
    shown = f"{view.parts.settings.public_url}/ouvrir".partition("://")[2]
    return view.show("remote_code.html", code=code, shown=shown, problem=problem)


async def _card(view: View, vault_id: str, text: str) -> Card:
    """With the person's name and language; without rather than not at all."""
    try:
        answer = await view.parts.caller.call(GetVault(vault_id=vault_id), Actor(id=vault_id, kind="holder"))
    except Problem:
        return Card(given_name="", text=text, language=view.words.language, vault_id=vault_id)
    person: Vault = answer.value
    return Card(given_name=person.given_name, text=text, language=person.language, vault_id=vault_id)


def _command(form: Form, offered: list[Grantee], view: View) -> OpenWaitingVault:
    terms = terms_of(form, grantee_in(form, offered), view.parts.clock.now())
    said = person_in(form)
    command = {"vault_id": vault_id_of(view.talk), "manner": "code", "asks": terms, **said}
    return converted(command, OpenWaitingVault)


def _form(view: View, offered: list[Grantee], form: Form, problem: Problem | None = None) -> Page:
    return view.show(
        "remote_new.html",
        form=form,
        grantees=offered,
        **consent_choices(),
        tongues=LANGUAGES,
        verified=view.talk.actor.verified,
        problem=problem,
    )
