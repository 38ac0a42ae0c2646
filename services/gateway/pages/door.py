"""The door: signing in by card or by e-mail, signing up, signing out, choosing a language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from services.gateway.edge.cookies import DEVICE, SHARED, read_cookie
from services.gateway.edge.given import Id
from services.gateway.edge.visitor import address_of, token_of
from services.gateway.identity.sign_in import SignedIn
from services.gateway.pages.form import EMPTY, converted
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from services.gateway.pages.words import LANGUAGES
from shared.contracts.directory import RegisterProfessional
from shared.problems import InvalidInput, Problem

REASONS = ("not_signed_in", "session_expired")


class Door(Controller):
    """Coming in and going out."""

    include_in_schema = False

    @get("/connexion")
    async def choose(self, view: TheView) -> Page:
        return view.show("sign_in.html", form=EMPTY, next=_next(view), reason=_reason(view))

    @post("/connexion", status_code=SEE_OTHER)
    async def sign_in(self, view: TheView) -> Response[Any]:
        form, device = await view.form(), read_cookie(view.request, DEVICE)
        try:
            signed_in = await view.gate.sign_in(
                form.text("email"), form.secret("password"), address_of(view.request), device
            )
        except Problem as problem:
            return view.show("sign_in.html", form=form, next=form.text("next"), reason="", problem=problem)
        return enter(view, signed_in, form.text("next"))

    @get("/connexion/carte")
    async def card(self, view: TheView) -> Page:
        return view.show("sign_in_card.html", form=EMPTY, reason=_reason(view), shared=_shared(view))

    @post("/connexion/carte", status_code=SEE_OTHER)
    async def sign_in_by_card(self, view: TheView) -> Response[Any]:
        form = await view.form()
        try:
            signed_in = await view.gate.sign_in_by_card(
                form.text("card"),
                form.secret("phrase") or form.secret("pin"),
                address_of(view.request),
                read_cookie(view.request, DEVICE),
            )
        except Problem as problem:
            if problem.code == "card_first_use":
                return view.show("first_use.html", form=form)
            return view.show("sign_in_card.html", form=form, reason="", shared=_shared(view), problem=problem)
        return enter(view, signed_in, "/")

    @get("/inscription")
    async def form(self, view: TheView) -> Page:
        return view.show("sign_up.html", form=EMPTY)

    @post("/inscription", status_code=SEE_OTHER)
    async def sign_up(self, view: TheView) -> Response[Any]:
        form = await view.form()
        names = ("given_name", "family_name", "email", "phone", "profession")
        try:
            profile = _profile({name: form.text(name) for name in names})
            signed_in = await view.gate.sign_up(profile, form.secret("password"), address_of(view.request))
        except Problem as problem:
            return view.show("sign_up.html", form=form, problem=problem)
        return enter(view, signed_in, "/?done=account_opened")

    @post("/deconnexion", status_code=SEE_OTHER)
    async def sign_out(self, view: TheView) -> Response[Any]:
        await view.gate.sign_out(token_of(view.request))
        shared = _shared(view)
        answer = view.go("/connexion/carte" if shared else "/connexion", "signed_out")
        answer.cookies.extend(view.jar.nothing_left() if shared else [view.jar.no_session()])
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    @post("/tablette", status_code=SEE_OTHER)
    async def tablet(self, view: TheView) -> Response[Any]:
        on = (await view.form()).text("on") == "yes"
        answer = view.go("/connexion/carte", "tablet_on" if on else "tablet_off")
        answer.cookies.append(view.jar.shared(on=on))
        return answer

    @get("/langue/{code:str}")
    async def language(self, view: TheView, code: Id) -> Response[Any]:
        answer = Redirect(_own_path(view.request.query_params.get("vers", "/")), status_code=SEE_OTHER)
        if code in LANGUAGES:
            answer.cookies.append(view.jar.language(code))
        return answer


def enter(view: View, signed_in: SignedIn, path: str) -> Response[Any]:
    """Go in, known from now on."""
    answer = Redirect(_own_path(path), status_code=SEE_OTHER)
    answer.cookies.append(view.jar.session(signed_in.token))
    if signed_in.device and not _shared(view):
        answer.cookies.append(view.jar.device(signed_in.device))
    return answer


def _shared(view: View) -> bool:
    """Whether several people use this browser one after the other: nothing of one may be left to the next."""
    return bool(read_cookie(view.request, SHARED))


def _profile(values: dict[str, str]) -> RegisterProfessional:
    for name in ("given_name", "family_name", "email"):
        if not values[name]:
            raise InvalidInput("missing", "Cette case est vide.", field=name)
    return converted(values, RegisterProfessional)


def _own_path(path: str) -> str:
    """A path of this site, never another site's address."""
    parts = urlsplit(path)
    safe = (
        path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return path if safe and "\\" not in path and "\n" not in path else "/"


def _next(view: View) -> str:
    return _own_path(view.request.query_params.get("vers", "/"))


def _reason(view: View) -> str:
    reason = view.request.query_params.get("raison", "")
    return reason if reason in REASONS else ""
