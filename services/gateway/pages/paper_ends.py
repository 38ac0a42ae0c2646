"""When papers end, as several pages show it, and the date that may be said while depositing."""

from __future__ import annotations

from datetime import date

from services.gateway.pages.form import Form
from services.gateway.pages.view import View
from shared.contracts.vault_expiry import ListPaperExpiries, NotePaperExpiry, PaperExpiries, PaperExpiry
from shared.problems import InvalidInput, Problem


async def ends_of(view: View, vault_id: str) -> dict[str, PaperExpiry]:
    """By paper, the soonest first; none where it cannot be told, so that the papers themselves are shown."""
    try:
        told = await view.talk.ask(ListPaperExpiries(vault_id=vault_id), PaperExpiries)
    except Problem:
        return {}
    return {paper.document_id: paper for paper in told.papers}


def check_day(form: Form) -> None:
    """Raises InvalidInput before any byte is kept, when the day said with a paper is not one."""
    try:
        if form.text("expires_on"):
            date.fromisoformat(form.text("expires_on"))
    except ValueError:
        raise InvalidInput(
            "expiry_malformed", "Ce jour n'existe pas dans le calendrier.", field="expires_on"
        ) from None


async def note_at_deposit(view: View, vault_id: str, document_id: str, form: Form) -> None:
    """Note the day said with the paper, if any."""
    if day := form.text("expires_on"):
        command = NotePaperExpiry(
            vault_id=vault_id, document_id=document_id, expires_on=day[:10], zone=view.parts.settings.zone
        )
        await view.talk.ask(command, PaperExpiry)
