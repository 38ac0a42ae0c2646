"""What may be granted at all: terms have an end within two years, a scope and an action; answers stay within
the asking, and what is re-shared within what was granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.contracts.vault_terms import LONGEST_CONSENT_DAYS, ConsentTerms
from shared.problems import InvalidInput, Refused

LONGEST = timedelta(days=LONGEST_CONSENT_DAYS)


def check_terms(terms: ConsentTerms, now: datetime, field: str = "terms") -> None:
    """Refuse terms without an end, already past, beyond two years, or that open nothing.

    `field` is what the sender calls these terms; the `invalid_input` names the one at fault in it.
    """
    _check_end(terms.until, now, f"{field}.until")
    scope = terms.scope
    if not (scope.categories or scope.documents or scope.parts):
        raise InvalidInput(
            "consent_scope_empty", "Choisissez au moins un type de papiers.", field=f"{field}.scope"
        )
    if not terms.actions:
        raise InvalidInput(
            "consent_actions_empty", "Choisissez ce qui est autorisé.", field=f"{field}.actions"
        )


def _check_end(until: datetime | None, now: datetime, field: str) -> None:
    if until is None:
        raise InvalidInput("consent_end_missing", "Choisissez jusqu'à quand.", field=field)
    if until.tzinfo is None:
        raise InvalidInput(
            "consent_end_without_zone", "La date de fin doit préciser son fuseau.", field=field
        )
    if until <= now:
        raise InvalidInput("consent_end_past", "La date de fin est déjà passée.", field=field)
    if until > now + LONGEST:
        raise InvalidInput("consent_end_too_far", "Une autorisation dure deux ans au plus.", field=field)


def check_within(granted: ConsentTerms, asked: ConsentTerms, categories: Mapping[str, str]) -> None:
    """Refuse an answer that gives more than was asked. `categories`: the category of each document by id."""
    elsewhere = (granted.grantee.kind, granted.grantee.id) != (asked.grantee.kind, asked.grantee.id)
    if name := "grantee" if elsewhere else exceeding(granted, asked, categories):
        raise Refused(
            "exceeds_request", "On ne peut pas accorder plus que ce qui est demandé.", field=f"terms.{name}"
        )


def check_under(shared: ConsentTerms, parent: ConsentTerms, categories: Mapping[str, str]) -> None:
    """Refuse a re-share that gives more, or for longer, than the consent it stands under."""
    if name := exceeding(shared, parent, categories):
        raise Refused(
            "exceeds_parent", "On ne peut pas partager plus que ce qu'on a reçu.", field=f"terms.{name}"
        )


def exceeding(inner: ConsentTerms, outer: ConsentTerms, categories: Mapping[str, str]) -> str:
    """The name of the first thing in which `inner` gives more than `outer`, whoever the grantees; empty when
    it gives the same or less.
    """
    documents_left = [
        d
        for d in inner.scope.documents
        if d not in outer.scope.documents and categories.get(d, "") not in outer.scope.categories
    ]
    beyond = {
        "scope.categories": not set(inner.scope.categories) <= set(outer.scope.categories),
        "scope.documents": bool(documents_left),
        "scope.parts": not set(inner.scope.parts) <= set(outer.scope.parts),
        "actions": not set(inner.actions) <= set(outer.actions),
        "purpose": inner.purpose != outer.purpose,
        "until": inner.until is None or outer.until is None or inner.until > outer.until,
        "excepted": not set(outer.excepted) <= set(inner.excepted),
        "reshare": inner.reshare and not outer.reshare,
    }
    return next((name for name, exceeds in beyond.items() if exceeds), "")
