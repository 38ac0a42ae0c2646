"""Who a vault is opened for, as templates/person_fields.html asks it."""

from __future__ import annotations

from services.gateway.pages.form import Form
from shared.problems import InvalidInput

PERSON = ("given_name", "family_name", "language", "phone")


def person_in(form: Form) -> dict[str, str]:
    """Raises InvalidInput `missing` without a given name."""
    said = {name: form.text(name) for name in PERSON}
    if not said["given_name"]:
        raise InvalidInput("missing", "Écrivez au moins un prénom.", field="given_name")
    return said
