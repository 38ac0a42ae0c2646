"""Who can see: the person's consents, with what remains; stopping one; answering a request."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.consent_form import CATEGORIES, DAYS, ICONS, PURPOSES, terms_of
from services.gateway.pages.follow_up import one_of
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault import (
    GetVault,
    GrantConsent,
    RefuseConsent,
    RevokeConsent,
    Vault,
)
from shared.contracts.vault_consents import Consent, ConsentRequest
from shared.problems import NotFound, Problem


class SharingPages(Controller):
    """What the person alone decides."""

    path = "/partage"
    include_in_schema = False

    @get("/")
    async def sharing(self, view: TheView) -> Page:
        vault = await _vault(view)
        live = [c for c in vault.consents if c.state == "live"]
        ended = [c for c in vault.consents if c.state != "live"]
        waiting = [r for r in vault.requests if r.state == "waiting"]
        shown, below = {consent.id for consent in live}, dict[str, list[Consent]]()
        for consent in live:
            if consent.parent_id in shown:
                below.setdefault(consent.parent_id, []).append(consent)
        roots = [consent for consent in live if consent.parent_id not in shown]
        more = {"below": below, "ended": ended, "waiting": waiting, "vault_id": vault.id}
        return view.show("sharing.html", live=roots, icons=ICONS, **more)  # type: ignore[arg-type]

    @get("/{consent_id:str}/arret")
    async def confirm(self, view: TheView, consent_id: Id) -> Page:
        return view.show("stop_sharing.html", consent=one_of(await _vault(view), consent_id), icons=ICONS)

    @post("/{consent_id:str}/arret", status_code=SEE_OTHER)
    async def stop(self, view: TheView, consent_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(RevokeConsent(vault_id=talk.actor.id, consent_id=consent_id), Done)
        return view.go(f"/partage/{consent_id}/arrete")

    @get("/{consent_id:str}/arrete")
    async def stopped(self, view: TheView, consent_id: Id) -> Page:
        return view.show("stopped.html", consent=one_of(await _vault(view), consent_id))

    @get("/demandes/{request_id:str}")
    async def request(self, view: TheView, request_id: Id) -> Page:
        return await _request(view, request_id)

    @post("/demandes/{request_id:str}", status_code=SEE_OTHER)
    async def answer(self, view: TheView, request_id: Id) -> Response[Any]:
        talk = view.need("holder")
        form = await view.form()
        asked = _asked(await _vault(view), request_id)
        if form.text("answer") != "yes":
            await talk.ask(RefuseConsent(vault_id=talk.actor.id, request_id=request_id), Done)
            return view.go("/partage", "consent_refused")
        try:
            now, latest = view.parts.clock.now(), asked.terms.until
            terms = terms_of(form, asked.terms.grantee, now, latest=latest)
            await talk.ask(GrantConsent(vault_id=talk.actor.id, terms=terms, request_id=request_id), Done)
        except Problem as problem:
            return await _request(view, request_id, form, problem)
        return view.go("/partage", "consent_granted")


async def _vault(view: View) -> Vault:
    talk = view.need("holder")
    return await talk.ask(GetVault(vault_id=talk.actor.id), Vault)


async def _request(view: View, request_id: str, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    asked = _asked(await _vault(view), request_id)
    until, now = asked.terms.until, view.parts.clock.now()
    days = [d for d in DAYS if until and d <= (until - now).days + 1] or [DAYS[0]]
    return view.show(
        "consent_request.html",
        asked=asked,
        form=form,
        problem=problem,
        categories=CATEGORIES,
        purposes=PURPOSES,
        days=days,
        icons=ICONS,
    )


def _asked(vault: Vault, request_id: str) -> ConsentRequest:
    for request in vault.requests:
        if request.id == request_id:
            return request
    raise NotFound("request_unknown", "Cette demande n'existe pas.")
