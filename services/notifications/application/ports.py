"""What the use cases need from outside: how to reach a person, who carries a message, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.clock import Clock
from shared.contracts.vault_appointments import Reach
from shared.eventstore.log import EventLog


class SmsRefusedError(Exception):
    """The provider will never send this message (bad number…); `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SmsLaterError(Exception):
    """Not now: the provider is down or slow. The message is tried again with the same id."""


class SmsProvider(Protocol):
    """Carries messages. `message_id` names the message for ever: sending it twice sends it once."""

    name: str

    def send(self, message_id: str, phone: str, text: str, parts: int) -> None:
        """Raises SmsRefusedError (final) or SmsLaterError (try again)."""


class Reaches(Protocol):
    """Asks the vault, at the moment of sending, how to reach the person of an appointment."""

    def get_reach(self, vault_id: str, appointment_id: str) -> Reach: ...


@dataclass(frozen=True)
class Due:
    """A reminder whose minute has come."""

    appointment_id: str
    lead_hours: int


class DueReminders(Protocol):
    """The view of what is due."""

    def find_due(self, now: datetime, limit: int) -> Sequence[Due]: ...

    def find_of_vault(self, vault_id: str) -> Sequence[str]:
        """The appointments of a vault that still have an open reminder."""


@dataclass(frozen=True)
class Uses:
    """Everything a use case of notifications is given. `pages_url`: where people find the pages, without a
    slash at the end; empty where messages give no address.
    """

    log: EventLog
    clock: Clock
    reaches: Reaches
    provider: SmsProvider
    due: DueReminders
    pages_url: str = ""
