"""A calendar's secret address as its giver knows it, and those of a vault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.vault.application.ports import PartIds
from services.vault.domain.calendar_address import CalendarAddress
from shared.contracts import vault_calendar as contract
from shared.eventstore.log import EventLog

KIND = "calendar"
LISTED_MAX = 200  # the newest, among which the live ones are: beyond so many in a year no other is given


def address_as(address: CalendarAddress, now: datetime) -> contract.CalendarAddress:
    return contract.CalendarAddress(
        id=str(address.id), given_at=address.created_on, until=address.until, state=address.state(now)
    )


def known_of(log: EventLog, parts: PartIds, vault_id: UUID) -> list[CalendarAddress]:
    """The newest first."""
    found = [log.find(CalendarAddress, i) for i in parts.of_vault(vault_id, KIND, LISTED_MAX)]
    return [address for address in found if address is not None]


def another_hides_one(known: Sequence[CalendarAddress], now: datetime) -> bool:
    """Whether one that may still live would fall out of the list, where nobody could stop it any more."""
    return len(known) >= LISTED_MAX and now < known[-1].until
