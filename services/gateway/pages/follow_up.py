"""What becomes of a consent, on pages: the person renews it, keeps members out; professionals ask to renew,
pass on what they may, hand over to a colleague, take back a paper put in the wrong vault.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.follow_up_members import members_of
from services.gateway.pages.consent_form import DAYS, ICONS, grantee_in, grantees_of, terms_of
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.vault import back_with
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.directory import (
    ContactLinks,
    GetOrganisation,
    ListContacts,
    ListMyOrganisations,
    Organisation,
    Organisations,
)
from shared.contracts.shapes import Done
from shared.contracts.vault import GetVault, GrantConsent, Vault
from shared.contracts.vault_consents import (
    AdmitMember,
    Consent,
    ExceptMember,
    HandOverFollowUp,
    ProposeRenewal,
    RenewConsent,
    ReshareConsent,
    WithdrawDocument,
)
from shared.contracts.vault_terms import Grantee
from shared.problems import InvalidInput, NotFound, Problem

MEMBERS_PAGE = 50


class FollowUpsOfThePerson(Controller):
    """By the person, of what she gave."""

    path = "/partage/{consent_id:str}"
    include_in_schema = False

    @post("/prolonger", status_code=SEE_OTHER)
    async def renew(self, view: TheView, consent_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(RenewConsent(vault_id=talk.actor.id, consent_id=consent_id), Done)
        return view.go("/partage", "consent_renewed")

    @post("/service", status_code=SEE_OTHER)
    async def to_service(self, view: TheView, consent_id: Id) -> Response[Any]:
        """Who had it has left: the same, until the same day, to the service they acted for."""
        talk = view.need("holder")
        await view.form()
        consent = one_of(await talk.ask(GetVault(vault_id=talk.actor.id), Vault), consent_id)
        service = Grantee(kind="organisation", id=consent.acting_for, name=consent.acting_for_name)
        terms = msgspec.structs.replace(consent.terms, grantee=service)
        await talk.ask(GrantConsent(vault_id=talk.actor.id, terms=terms), Done)
        return view.go("/partage", "consent_granted")

    @get("/membres")
    async def members(self, view: TheView, consent_id: Id) -> Page:
        talk = view.need("holder")
        consent = one_of(await talk.ask(GetVault(vault_id=talk.actor.id), Vault), consent_id)
        after = view.request.query_params.get("apres", "")[:64]
        page = await members_of(talk, talk.actor.id, consent_id, after, MEMBERS_PAGE)
        return view.show("members.html", consent=consent, page=page)

    @post("/membres/{professional_id:str}/a-part", status_code=SEE_OTHER)
    async def keep_out(self, view: TheView, consent_id: Id, professional_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        who = {"consent_id": consent_id, "professional_id": professional_id}
        await talk.ask(ExceptMember(vault_id=talk.actor.id, **who), Done)
        return view.go(f"/partage/{consent_id}/membres", "member_excepted")

    @post("/membres/{professional_id:str}/revenir", status_code=SEE_OTHER)
    async def let_in(self, view: TheView, consent_id: Id, professional_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        who = {"consent_id": consent_id, "professional_id": professional_id}
        await talk.ask(AdmitMember(vault_id=talk.actor.id, **who), Done)
        return view.go(f"/partage/{consent_id}/membres", "member_admitted")


class FollowUpsOfProfessionals(Controller):
    """By a professional, of what the person gave them."""

    path = "/coffre/{vault_id:str}"
    include_in_schema = False

    @post("/autorisations/{consent_id:str}/prolonger", status_code=SEE_OTHER)
    async def propose(self, view: TheView, vault_id: Id, consent_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            await talk.ask(ProposeRenewal(vault_id=vault_id, consent_id=consent_id), Done)
        except Problem as problem:
            return await back_with(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "renewal_proposed")

    @get("/autorisations/{consent_id:str}")
    async def pass_on_form(self, view: TheView, vault_id: Id, consent_id: Id) -> Page:
        return await _pass_on(view, vault_id, consent_id)

    @post("/autorisations/{consent_id:str}/partager", status_code=SEE_OTHER)
    async def reshare(self, view: TheView, vault_id: Id, consent_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        consent = one_of(await talk.ask(GetVault(vault_id=vault_id), Vault), consent_id)
        try:
            to, latest = grantee_in(form, await _others(view)), consent.ends_at or consent.terms.until
            terms = terms_of(form, to, view.parts.clock.now(), latest=latest, purpose=consent.terms.purpose)
            command = ReshareConsent(vault_id=vault_id, consent_id=consent_id, terms=terms)
            await talk.ask(command, Done)
        except Problem as problem:
            return await _pass_on(view, vault_id, consent_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "consent_reshared")

    @post("/autorisations/{consent_id:str}/relais", status_code=SEE_OTHER)
    async def hand_over(self, view: TheView, vault_id: Id, consent_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            colleague = grantee_in(form, await _colleagues(view), "colleague")
            command = HandOverFollowUp(
                vault_id=vault_id,
                consent_id=consent_id,
                professional_id=colleague.id,
                professional_name=colleague.name,
                until=_end_of(form.text("until"), view.parts.settings.zone),
            )
            await talk.ask(command, Done)
        except Problem as problem:
            return await _pass_on(view, vault_id, consent_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "handed_over")

    @post("/papiers/{document_id:str}/reprendre", status_code=SEE_OTHER)
    async def take_back(self, view: TheView, vault_id: Id, document_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            await talk.ask(WithdrawDocument(vault_id=vault_id, document_id=document_id), Done)
        except Problem as problem:
            return await back_with(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "document_withdrawn")


def one_of(vault: Vault, consent_id: str) -> Consent:
    """Raises NotFound `consent_unknown`."""
    for consent in vault.consents:
        if consent.id == consent_id:
            return consent
    raise NotFound("consent_unknown", "Cette autorisation n'existe pas.")


async def _pass_on(
    view: View, vault_id: str, consent_id: str, form: Form = EMPTY, problem: Problem | None = None
) -> Page:
    talk = view.need("professional")
    vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
    consent = one_of(vault, consent_id)
    left_days = consent.remaining_days
    return view.show(
        "pass_on.html",
        vault=vault,
        consent=consent,
        others=await _others(view),
        colleagues=await _colleagues(view) if consent.terms.grantee.kind != "professional" else [],
        days=[d for d in DAYS if d <= left_days] or [DAYS[0]],
        icons=ICONS,
        form=form,
        problem=problem,
    )


async def _others(view: View) -> list[Grantee]:
    """Whom one may pass on to: professionals one is linked with, services and teams one belongs to."""
    links = await view.talk.ask(ListContacts(), ContactLinks)
    linked = [
        Grantee(
            kind="professional", id=link.other.id, name=_name(link.other.given_name, link.other.family_name)
        )
        for link in links.links
        if link.state == "accepted"
    ]
    return [*linked, *(g for g in await grantees_of(view.talk) if g.kind != "professional")]


async def _colleagues(view: View) -> list[Grantee]:
    """The members of one's own services, whose names one sees."""
    found: dict[str, Grantee] = {}
    for mine in (await view.talk.ask(ListMyOrganisations(), Organisations)).organisations:
        one = await view.talk.ask(GetOrganisation(organisation_id=mine.id), Organisation)
        for member in one.members:
            name = _name(member.given_name, member.family_name) or member.initials
            found[member.professional_id] = Grantee(kind="professional", id=member.professional_id, name=name)
    found.pop(view.talk.actor.id, None)
    return list(found.values())


def _name(given_name: str, family_name: str) -> str:
    return f"{given_name} {family_name}".strip()[:120]


def _end_of(day: str, zone: str) -> datetime | None:
    """The end of that day (ISO 8601) where people are; None when no day is said."""
    if not day:
        return None
    try:
        return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise InvalidInput("cover_end", "Choisissez un jour.", field="until") from None
