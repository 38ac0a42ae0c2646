"""What may be granted at all: terms have an end within two years, a scope and an action; answers stay within
the asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.contracts.vault_terms import LONGEST_CONSENT_DAYS, ConsentTerms
from shared.problems import InvalidInput, Refused


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
    if until > now + timedelta(days=LONGEST_CONSENT_DAYS):
        raise InvalidInput("consent_end_too_far", "Une autorisation dure deux ans au plus.", field=field)


def check_within(granted: ConsentTerms, asked: ConsentTerms, categories: Mapping[str, str]) -> None:
    """Refuse an answer that gives more than was asked. `categories`: the category of each document by id."""
    documents_left = [
        d
        for d in granted.scope.documents
        if d not in asked.scope.documents and categories.get(d, "") not in asked.scope.categories
    ]
    beyond = {
        "grantee": (granted.grantee.kind, granted.grantee.id) != (asked.grantee.kind, asked.grantee.id),
        "scope.categories": not set(granted.scope.categories) <= set(asked.scope.categories),
        "scope.documents": bool(documents_left),
        "scope.parts": not set(granted.scope.parts) <= set(asked.scope.parts),
        "actions": not set(granted.actions) <= set(asked.actions),
        "purpose": granted.purpose != asked.purpose,
        "until": granted.until is None or asked.until is None or granted.until > asked.until,
        "excepted": not set(asked.excepted) <= set(granted.excepted),
    }
    for name, exceeds in beyond.items():
        if exceeds:
            raise Refused(
                "exceeds_request",
                "On ne peut pas accorder plus que ce qui est demandé.",
                field=f"terms.{name}",
            )
