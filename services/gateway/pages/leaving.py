"""The page on which a professional erases their own account."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.visitor import address_of
from services.gateway.leaving import leave
from services.gateway.pages.view import SEE_OTHER, Page, TheView
from shared.problems import InvalidInput, Problem

WORD = "EFFACER"


class LeavingPages(Controller):
    """What goes, what stays, the password, one word."""

    path = "/compte/effacer"
    include_in_schema = False

    @get()
    async def ask(self, view: TheView) -> Page:
        view.need("professional")
        return view.show("leaving.html")

    @post(status_code=SEE_OTHER)
    async def erase(self, view: TheView) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            if form.text("confirmation").upper() != WORD:
                raise InvalidInput(
                    "confirmation_missing", "Écrivez EFFACER pour confirmer.", field="confirmation"
                )
            await leave(talk, view.gate, form.secret("password"), address_of(view.request))
        except Problem as problem:
            return view.show("leaving.html", problem=problem)
        answer = view.go("/connexion", "account_erased")
        answer.cookies.append(view.jar.no_session())
        return answer
