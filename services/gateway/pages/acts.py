"""The act to sign: made, printed, found again; and the page where anybody verifies one."""

from __future__ import annotations

import re
from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.identity.key_card import qr_svg
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault_acts import (
    ACT_MAX_CHARS,
    Act,
    Acts,
    ActVerdict,
    DrawUpAct,
    ListActs,
    VerifyAct,
    act_digest,
)
from shared.problems import InvalidInput, NotFound, Problem

HASH = re.compile(r"[0-9a-f]{64}")


class ActPages(Controller):
    """One person's acts."""

    path = "/coffre/{vault_id:str}/actes"
    include_in_schema = False

    @get("/")
    async def acts(self, view: TheView, vault_id: Id) -> Page:
        return view.show("acts.html", acts=await _acts(view, vault_id), vault_id=vault_id)

    @post("/", status_code=SEE_OTHER)
    async def draw_up(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        await view.form()
        act = await talk.ask(DrawUpAct(vault_id=vault_id, zone=view.parts.settings.zone), Act)
        return view.go(f"/coffre/{vault_id}/actes/{act.id}")

    @get("/{act_id:str}")
    async def act(self, view: TheView, vault_id: Id, act_id: Id) -> Page:
        for act in await _acts(view, vault_id):
            if act.id == act_id:
                address = f"{view.parts.settings.public_url}/actes/verifier?empreinte={act.sha256}"
                return view.show("act.html", act=act, qr=qr_svg(address), vault_id=vault_id)
        raise NotFound("act_not_found", "Cet acte n'existe pas.")


class VerifyingPages(Controller):
    """By anybody who has an act in hand."""

    path = "/actes/verifier"
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView) -> Page:
        scanned = view.request.query_params.get("empreinte", "")
        if not HASH.fullmatch(scanned):
            return view.show("act_verify.html", verdict=None, form=EMPTY, digest="")
        return await _verdict(view, EMPTY, scanned)

    @post("/", status_code=200)
    async def verify(self, view: TheView) -> Page:
        form = await view.form()
        text = next(iter(form.every("text")), "")[:ACT_MAX_CHARS]
        digest = act_digest(text) if text.strip() else "".join(form.text("sha256").lower().split())
        if not HASH.fullmatch(digest):
            problem: Problem = InvalidInput("missing", "Collez l'acte, ou son empreinte.", field="text")
            return view.show("act_verify.html", verdict=None, form=form, digest="", problem=problem)
        return await _verdict(view, form, digest)


async def _acts(view: View, vault_id: str) -> list[Act]:
    return (await view.need("professional", "holder").ask(ListActs(vault_id=vault_id), Acts)).acts


async def _verdict(view: View, form: Form, digest: str) -> Page:
    verdict = await view.talk.ask(VerifyAct(sha256=digest), ActVerdict)
    return view.show("act_verify.html", verdict=verdict, form=form, digest=digest)
