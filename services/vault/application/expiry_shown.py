"""The end of a paper as its readers know it, and where a vault's ends are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.vault.domain.document import Document
from services.vault.domain.paper_expiry import Expiry, PaperExpiries
from shared.contracts import vault_expiry as contract
from shared.eventstore.log import EventLog


def expiries_of(log: EventLog, vault_id: UUID) -> PaperExpiries | None:
    return log.find(PaperExpiries, PaperExpiries.create_id(vault_id))


def expiry_as(document: Document, expiry: Expiry, now: datetime) -> contract.PaperExpiry:
    left = expiry.days_left(now)
    state: Literal["later", "soon", "expired"] = "later"
    if left <= contract.SOON_DAYS:
        state = "soon" if left >= 0 else "expired"
    return contract.PaperExpiry(
        document_id=document.id,
        title=document.title,
        category=document.category,
        expires_on=expiry.expires_on,
        days_left=left,
        state=state,
        lead_days=list(expiry.lead_days),
        title_in_sms=expiry.title_in_sms,
    )
