"""Consent as a form says it: who, which papers, what they may do, what for, how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, get_args

import msgspec

from services.gateway.edge.talk import Talk
from services.gateway.pages.form import Form
from shared.contracts.directory import GetOrganisation, ListMyOrganisations, Organisation, Organisations
from shared.contracts.vault_terms import Action, Category, ConsentTerms, Grantee, Language, Part, Purpose
from shared.problems import InvalidInput, Problem

CATEGORIES: tuple[str, ...] = get_args(Category)
PURPOSES: tuple[str, ...] = get_args(Purpose)
ACTIONS: tuple[str, ...] = get_args(Action)
PARTS: tuple[str, ...] = get_args(Part)
LANGUAGES: tuple[str, ...] = get_args(Language)
DAYS = (30, 90, 180, 365)
ICONS = {
    "identity": "id-card",
    "health": "heart-pulse",
    "housing": "house",
    "income": "coins",
    "rights": "scale",
    "family": "baby",
    "work": "briefcase",
    "justice": "gavel",
    "other": "file-text",
}


def consent_choices(days: Sequence[int] = DAYS) -> dict[str, Any]:
    """What templates/consent_fields.html offers to choose among."""
    return {
        "categories": CATEGORIES,
        "icons": ICONS,
        "purposes": PURPOSES,
        "actions": ACTIONS,
        "days": days,
    }


async def grantees_of(talk: Talk) -> list[Grantee]:
    """Whom a professional may ask a consent for: their organisations, their teams, themselves."""
    found = [Grantee(kind="professional", id=talk.actor.id, name=talk.actor.display)]
    try:
        mine = (await talk.ask(ListMyOrganisations(), Organisations)).organisations
    except Problem:
        return found
    for listed in reversed(mine):
        one = await talk.ask(GetOrganisation(organisation_id=listed.id), Organisation)
        teams = [
            Grantee(kind="team", id=team.id, name=f"{team.name}, {one.name}"[:120]) for team in one.teams
        ]
        found = [Grantee(kind="organisation", id=one.id, name=one.name), *teams, *found]
    return found


def terms_of(
    form: Form,
    grantee: Grantee,
    now: datetime,
    *,
    actions: list[str] | None = None,
    latest: datetime | None = None,
    purpose: str = "",
) -> ConsentTerms:
    """The terms that the form says, ending at `latest` at most; `purpose` when the form does not ask it.

    Raises InvalidInput naming the box at fault.
    """
    days = form.text("days")
    if not days.isdigit() or int(days) not in DAYS:
        raise InvalidInput("consent_end_missing", "Choisissez pour combien de temps.", field="days")
    categories = form.every("categories")
    if not categories and not form.every("parts"):
        raise InvalidInput(
            "consent_scope_empty", "Choisissez au moins une sorte de papiers.", field="categories"
        )
    until = now + timedelta(days=int(days))
    said = {
        "grantee": msgspec.structs.asdict(grantee),
        "scope": {"categories": categories, "parts": form.every("parts")},
        "actions": form.every("actions") or actions or [],
        "purpose": purpose or form.text("purpose"),
        "reshare": form.ticked("reshare"),
        "until": (min(until, latest) if latest else until).isoformat(),
    }
    try:
        return msgspec.convert(said, ConsentTerms)
    except msgspec.ValidationError:
        raise InvalidInput("malformed", "Une case a une valeur inattendue.", field="purpose") from None


def grantee_in(form: Form, offered: list[Grantee], field: str = "grantee") -> Grantee:
    """The one chosen among those offered, in the box `field`."""
    for grantee in offered:
        if f"{grantee.kind}:{grantee.id}" == form.text(field):
            return grantee
    raise InvalidInput("grantee_missing", "Choisissez à qui l'autorisation est donnée.", field=field)
