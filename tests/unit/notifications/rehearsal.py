"""Notifications over SQLite files, with a vault and a provider that are hand-written fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from services.notifications.adapters.kept_messages import KeptMessages
from services.notifications.application.send_due_reminders import send_due_reminders
from services.notifications.domain.due import starts_at
from services.notifications.wiring import NotificationsWiring, assemble
from shared.clock import FrozenClock
from shared.contracts.notifications import Reminder
from shared.contracts.shapes import Fact, PublishedFact
from shared.contracts.vault_appointments import Reach
from shared.contracts.vault_facts import AppointmentScheduled
from shared.eventstore.database import open_database
from shared.problems import Unavailable
from shared.testing.migrated import migrated

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
VAULT = "0195f3a0-0000-7000-8000-000000000001"
APPOINTMENT = "0195f3a0-0000-7000-8000-000000000002"
STARTS, ZONE = "2026-11-24T14:30", "Europe/Paris"


@dataclass
class FakeVault:
    """Answers `get_reach` as the vault would."""

    reach: Reach
    down: bool = False
    asked: int = 0

    def get_reach(self, vault_id: str, appointment_id: str) -> Reach:
        self.asked += 1
        if self.down:
            raise Unavailable("no_reply")
        return self.reach


@dataclass
class Rehearsal:
    """Tells facts to notifications, moves the clock, scans."""

    folder: Path
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    provider: KeptMessages = field(default_factory=KeptMessages)
    heard: int = 0

    def __post_init__(self) -> None:
        self.database = open_database(f"sqlite:///{self.folder}", "notifications")
        migrated(self.database, "services.notifications")
        reach = Reach(phone="+33639980010", language="fr", starts_at=starts_at(STARTS, ZONE))
        self.vault = FakeVault(reach)
        self.wiring: NotificationsWiring = assemble(self.database, self.clock, self.vault, self.provider)

    def hear(self, fact: Fact) -> PublishedFact:
        """The fact arrives, next in the vault's feed."""
        self.heard += 1
        published = PublishedFact(
            position=self.heard,
            type=fact.TYPE,
            version=1,
            subject=fact.subject(),
            subject_version=self.heard,
            data=msgspec.Raw(msgspec.json.encode(fact)),
            recorded_at=self.clock.now(),
        )
        self.wiring.consumer.apply_batch("epoch", [published])
        self.show()
        return published

    def schedule(self, *leads: int) -> None:
        self.hear(appointment(list(leads) or [24]))

    def at(self, instant: str) -> int:
        """Move the clock to a UTC instant and scan once."""
        self.clock.move(datetime.fromisoformat(instant) - self.clock.now())
        dealt = send_due_reminders(self.wiring.uses)
        self.show()
        return dealt

    def show(self) -> None:
        while self.wiring.views.run_once():
            pass

    def reminders(self) -> list[Reminder]:
        return self.wiring.view.find_of_appointments([APPOINTMENT])

    def states(self) -> list[tuple[int, str, str]]:
        return [(r.lead_hours, r.state, r.reason) for r in self.reminders()]

    def close(self) -> None:
        self.wiring.close()


def appointment(
    leads: list[int],
    starts: str = STARTS,
    kind: type[AppointmentScheduled] = AppointmentScheduled,
    zone: str = ZONE,
) -> Fact:
    return kind(vault_id=VAULT, appointment_id=APPOINTMENT, starts_local=starts, zone=zone, lead_hours=leads)
