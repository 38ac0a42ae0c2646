"""A person's code or phrase, as forms ask it; changing it; and coming in by a name and a phrase."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.cookies import DEVICE, read_cookie
from services.gateway.edge.visitor import address_of
from services.gateway.pages.door import enter
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.problems import InvalidInput, Problem


class OwnSecretPages(Controller):
    """By the person alone."""

    include_in_schema = False

    @get("/connexion/phrase")
    async def door(self, view: TheView) -> Page:
        return view.show("sign_in_phrase.html", form=EMPTY)

    @post("/connexion/phrase", status_code=SEE_OTHER)
    async def come(self, view: TheView) -> Response[Any]:
        form = await view.form()
        address, device = address_of(view.request), read_cookie(view.request, DEVICE)
        try:
            name, phrase = form.text("sign_in_name"), form.secret("phrase")
            signed_in = await view.gate.sign_in_by_name(name, phrase, address, device)
        except Problem as problem:
            return view.show("sign_in_phrase.html", form=form, problem=problem)
        return enter(view, signed_in, "/")

    @get("/reglages/code")
    async def form(self, view: TheView) -> Page:
        return _page(view, EMPTY)

    @post("/reglages/code", status_code=SEE_OTHER)
    async def change(self, view: TheView) -> Response[Any]:
        talk, form = view.need("holder"), await view.form()
        try:
            await view.gate.own_secret.change(
                talk.actor.id,
                form.secret("current"),
                chosen_twice(form),
                form.text("sign_in_name"),
                address=address_of(view.request),
                session=talk.signed_in.reference,
            )
        except Problem as problem:
            return _page(view, form, problem)
        return view.go("/reglages", "secret_changed")


def chosen_twice(form: Form, of: str = "") -> str:
    """The phrase, or else the code, typed twice alike, in the boxes whose names begin with `of`. Raises
    InvalidInput `pin_differs`.
    """
    name = f"{of}phrase" if form.secret(f"{of}phrase") else f"{of}pin"
    if form.secret(name) != form.secret(f"{name}_again"):
        raise InvalidInput("pin_differs", "Les deux codes ne sont pas les mêmes.", field=f"{name}_again")
    return form.secret(name)


def given(form: Form, name: str = "pin") -> str:
    """The phrase, or else the code, of who signs in or confirms."""
    return form.secret("phrase") or form.secret(name)


def _page(view: View, form: Form, problem: Problem | None = None) -> Page:
    view.need("holder")
    return view.show("own_secret.html", form=form, problem=problem)
