"""The form that changes an appointment: only what was changed in it is asked, beside what was shown, so that
what somebody else changes meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.gateway.pages.form import Form, converted
from services.gateway.pages.series_form import LEADS, title_in
from shared.contracts.vault_appointments import AmendAppointment
from shared.problems import InvalidInput

LEADS_MAX = 5
HOUR_CHARS = 3


def amendment_in(form: Form, vault_id: str, appointment_id: str) -> AmendAppointment | None:
    """None when nothing was changed. Raises InvalidInput naming the box at fault."""
    leads, shown = _hours(form, "lead_hours"), _hours(form, "was_lead_hours")
    if not leads:
        raise InvalidInput("no_reminder", "Cochez au moins un rappel.", field="lead_hours")
    said: dict[str, Any] = {}
    if (title := title_in(form)) != form.text("was_title"):
        said["title"] = title
    if (place_name := form.text("place_name")) != form.text("was_place_name"):
        said["place_name"] = place_name
    if leads != shown:
        said["lead_hours"] = leads
    if not said:
        return None
    return converted({"vault_id": vault_id, "appointment_id": appointment_id, **said}, AmendAppointment)


def leads_offered(chosen: Sequence[int]) -> list[int]:
    """The usual ones and those chosen by other means, the nearest last."""
    return sorted({*LEADS, *chosen}, reverse=True)


def _hours(form: Form, name: str) -> list[int]:
    texts = [text for text in form.every(name) if text.isascii() and text.isdigit()]
    return sorted({int(text[:HOUR_CHARS]) for text in texts[: 2 * LEADS_MAX]}, reverse=True)
