"""The act in plain French: who, when, what may be done with which papers, until when, what stays theirs."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from services.vault.adapters.export.words import ACTIONS, CATEGORIES, PARTS, PURPOSES
from services.vault.application.draw_up_act import ActContent
from services.vault.domain.consent import Consent
from shared.spelled_dates import first_of_month

RIGHTS = (
    "Le coffre appartient à la personne, et à elle seule.",
    "Elle peut arrêter chaque autorisation quand elle veut, sans dire pourquoi ; plus rien ne s'ouvre alors.",
    "Elle peut lire à tout moment qui a regardé, imprimé ou ajouté quoi.",
    "Elle peut tout emporter, et tout effacer, seule.",
    "Personne ne lui demande son code, ni son numéro de sécurité sociale.",
)
NOTHING_SHARED = "Aucune autorisation n'est donnée : le coffre est privé."


def write_act(content: ActContent) -> str:
    """Lines of plain text; the signatures are below it, on paper."""
    local = content.drawn_up_at.astimezone(ZoneInfo(content.zone))
    when = first_of_month(format_datetime(local, "EEEE d MMMM y 'à' HH'h'mm", locale="fr"))
    lines = ["ACTE D'UN COFFRE MAILLON", f"Fait le {when} ({content.zone}).", ""]
    lines.append(f"La personne : {content.holder}.")
    if content.witness:
        service = f", {content.organisation}" if content.organisation else ""
        lines.append(f"Avec elle : {content.witness}{service}.")
    lines += ["", "Ce qui est convenu :"]
    lines += [_consent(n, consent, content.zone) for n, consent in enumerate(content.consents, 1)]
    if not content.consents:
        lines.append(NOTHING_SHARED)
    if content.titles:
        lines.append(f"Papiers nommés : {', '.join(content.titles)}.")
    lines += ["", "Ce qui reste à la personne :", *(f"- {right}" for right in RIGHTS)]
    lines += ["", f"Référence : {content.reference}"]
    return "\n".join(lines)


def _consent(number: int, consent: Consent, zone: str) -> str:
    terms, scope = consent.terms, consent.terms.scope
    what = [CATEGORIES[c].lower() for c in scope.categories] + [PARTS[p] for p in scope.parts]
    if scope.documents:
        what.append(f"{len(scope.documents)} papier(s) nommé(s) plus bas")
    may = ", ".join(ACTIONS[action] for action in terms.actions)
    until = first_of_month(format_date(_local(consent.until, zone), "long", locale="fr"))
    grantee, why = terms.grantee.name or "Un service", PURPOSES[terms.purpose]
    return f"{number}. {grantee} peut {may} : {', '.join(what)}. Pour {why}. Jusqu'au {until}."


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
