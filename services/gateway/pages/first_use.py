"""The first time: who holds a card made before they came chooses their code, then answers what is asked."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.cookies import DEVICE, read_cookie
from services.gateway.edge.visitor import address_of
from services.gateway.pages.door import enter
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.own_secret import chosen_twice
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.problems import Problem


class FirstUsePages(Controller):
    """By who holds the card, and nobody else is needed."""

    path = "/premiere-fois"
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView) -> Page:
        return first_use_page(view, EMPTY)

    @post("/", status_code=SEE_OTHER)
    async def choose(self, view: TheView) -> Response[Any]:
        form = await view.form()
        try:
            pin = chosen_twice(form)
            address, device = address_of(view.request), read_cookie(view.request, DEVICE)
            signed_in = await view.gate.first_use(form.text("card"), pin, address, device)
        except Problem as problem:
            return first_use_page(view, form, problem)
        return enter(view, signed_in, "/?done=first_use")


def first_use_page(view: View, form: Form, problem: Problem | None = None) -> Page:
    return view.show("first_use.html", form=form, problem=problem)
