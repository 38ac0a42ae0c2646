"""The day's appointments of the people a professional follows. The view proposes, each vault decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from services.vault.application.appointment_shown import see
from services.vault.application.gate import Gate, require_verified
from services.vault.application.journal import note_once_a_day
from services.vault.application.ports import AppointmentIds, FollowUps
from services.vault.domain.appointment import Appointment
from services.vault.domain.consent import Reader
from services.vault.domain.vault import Vault
from shared.contracts import vault_day as contract
from shared.eventstore.log import EventLog
from shared.problems import InvalidInput
from shared.rpc.call import Call

PEOPLE_MAX = 1_000  # a large service; a legal guardian follows sixty people
APPOINTMENTS_MAX = 200  # of each, around that day
AROUND = timedelta(hours=26)  # from the first zone's midnight to the last one's


@dataclass(frozen=True)
class ListDayAppointments:
    log: EventLog
    gate: Gate
    follow_ups: FollowUps
    ids: AppointmentIds

    def __call__(self, request: contract.ListDayAppointments, call: Call) -> contract.DayAppointments:
        require_verified(call)
        day = _day(request.day)
        reader, now = self.gate.reader(call), self.gate.clock.now()
        listed = []
        for vault_id in self.follow_ups.vaults_for(reader, now, None, PEOPLE_MAX):
            found = self._of(vault_id, reader, day)
            if found:
                note_once_a_day(self.log, call, vault_id, "appointments_listed", now)
            listed += found
        return contract.DayAppointments(
            appointments=sorted(listed, key=lambda a: (a.starts_at, a.given_name))
        )

    def _of(self, vault_id: UUID, reader: Reader, day: str) -> list[contract.DayAppointment]:
        vault, now = self.log.find(Vault, vault_id), self.gate.clock.now()
        if vault is None:
            return []
        reader = replace(reader, departures=self.gate.departures(vault))
        midnight = datetime.combine(date.fromisoformat(day), time.min, UTC)
        since, until = midnight - AROUND, midnight + timedelta(days=1) + AROUND
        ids = self.ids.between(vault_id, since, until, APPOINTMENTS_MAX)
        found = [self.log.find(Appointment, i) for i in ids]
        return [
            contract.DayAppointment(
                vault_id=str(vault_id),
                appointment_id=str(one.id),
                given_name=vault.given_name,
                family_name=vault.family_name,
                starts_local=one.starts_local,
                zone=one.zone,
                starts_at=one.starts_at,
                place_name=one.place_name,
            )
            for one in found
            if one is not None and one.state == "scheduled" and one.starts_local.startswith(day)
            if vault.decide(reader, see(one), now).allowed
        ]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidInput("day_malformed", "Écrivez le jour : 2030-01-31.", field="day") from None
