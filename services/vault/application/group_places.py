"""Whose group it is, who has a place in it, and giving or taking back the appointment that a place is.

Everything that one request changes, in however many vaults, goes into one transaction: there is no moment at
which some have been told and others not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.vault.application.appointment_shown import ADD, PART
from services.vault.application.gate import SENTENCES, Gate, not_allowed, require_verified, uuid_of
from services.vault.application.journal import line
from services.vault.application.ports import AppointmentIds
from services.vault.domain.appointment import Appointment, refuse_when_full
from services.vault.domain.group import Group
from services.vault.domain.recurring_group import RecurringGroup
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Fact
from shared.contracts.vault_groups import GroupChange, NotPlaced
from shared.eventstore.erased import ERASED
from shared.eventstore.log import Change, EventLog, LogEntry
from shared.ids import new_id
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Call

FULL = "Ce coffre a trop de rendez-vous : on ne peut plus en ajouter."


def missing() -> NotFound:
    """What a group answers to everybody but those whose it is."""
    return NotFound("group_not_found", "Ce rendez-vous de groupe n'existe pas.")


@dataclass
class Places:
    """What a request changes, gathered before it is stored."""

    group: Group
    touched: list[Any] = field(default_factory=list)
    log: list[LogEntry] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    not_placed: list[NotPlaced] = field(default_factory=list)

    def change(self) -> Change:
        reply = GroupChange(id=str(self.group.id), placed=self.placed, not_placed=self.not_placed)
        return Change(reply=reply, aggregates=[*self.touched, self.group], log=self.log, facts=self.facts)

    def refusal(self) -> Change:
        """Nobody could be given a place: nothing is kept but that it was tried."""
        reason = self.not_placed[0].reason
        refused = not_allowed(reason) if reason in SENTENCES else Refused(reason, FULL)
        return Change(refusal=refused, log=self.log, facts=self.facts)


@dataclass(frozen=True)
class GroupPlaces:
    log: EventLog
    gate: Gate
    ids: AppointmentIds

    def of(self, call: Call, group_id: str) -> Group:
        """The group, for whose it is. Raises NotFound for everybody else."""
        require_verified(call)
        group = self.log.load(Group, uuid_of(group_id, "group_id"), missing=missing())
        if group.title is ERASED:
            raise missing()
        self.refuse_others(group, call)
        return group

    def refuse_others(self, group: Group | RecurringGroup, call: Call) -> None:
        """Raises NotFound for everybody whose group it isn't."""
        reader = self.gate.reader(call)
        mine = reader.organisations if reader.confirmed else frozenset()
        if group.given_by == call.actor.id:
            mine = self.gate.acting(call).organisations  # theirs, until we hear that they left
        if not group.belongs_to(call.actor.id, mine):
            raise missing()

    def held(self, group: Group) -> dict[str, tuple[Vault, Appointment]]:
        """By vault id, the places that stand: neither cancelled by the person nor of an erased vault."""
        found = {}
        for vault_id, appointment_id in group.places.items():
            vault = self.log.find(Vault, UUID(vault_id))
            appointment = self.log.find(Appointment, UUID(appointment_id))
            if vault is None or appointment is None or vault.erased or appointment.state == "cancelled":
                continue
            found[vault_id] = (vault, appointment)
        return found

    def why_not(self, vault: Vault, call: Call) -> tuple[str, str]:
        """Why who calls may not add to the calendar, and why no colleague of theirs might: the second is
        empty for who alone was excepted by name. What the service gave then stays the service's.
        """
        mine = self.gate.why_not(vault, call, ADD)
        if mine in ("", "memberships_stale"):
            return mine, mine
        anyone = replace(self.gate.reader(call, vault), professional_id="")
        return mine, vault.decide(anyone, ADD, self.gate.clock.now()).reason

    def give(self, places: Places, vault_ids: Sequence[str], call: Call) -> None:
        """A place to each who may be given one; why not, for the others. Who has one keeps it."""
        now, held = self.gate.clock.now(), self.held(places.group)
        for vault_id in sorted(set(places.group.places) - set(held)):
            places.group.free(vault_id, now)
        for vault_id in dict.fromkeys(str(uuid_of(one, "vault_ids")) for one in vault_ids):
            if vault_id not in held or self.gate.why_not(held[vault_id][0], call, ADD):
                self._give_one(places, vault_id, call, now)  # refused to who is let in no more, place or not

    def take_back(self, places: Places, vault_id: str, held: tuple[Vault, Appointment], call: Call) -> None:
        """Cancel what the group gave, whatever became of the sharing: it tells nothing of the vault."""
        (vault, appointment), now = held, self.gate.clock.now()
        appointment.cancel(now)
        places.group.free(vault_id, now)
        places.touched.append(appointment)
        places.log.append(line(vault.id, "appointment_cancelled", call, title=appointment.title))

    def _give_one(self, places: Places, vault_id: str, call: Call, now: datetime) -> None:
        try:
            vault = self.gate.vault(call, vault_id)
        except NotAllowed as refusal:
            if not call.actor.verified:
                raise
            places.not_placed.append(NotPlaced(vault_id=vault_id, reason=refusal.code))
            return
        if reason := self.gate.why_not(vault, call, ADD):
            self._refused(places, vault, call, reason)
            return
        try:
            refuse_when_full(self.ids.count(vault.id))
        except Refused as full:
            places.not_placed.append(NotPlaced(vault_id=vault_id, reason=full.code))
            return
        group = places.group
        appointment = Appointment.schedule(
            new_id(),
            vault_id=vault.id,
            title=group.title,
            place_name=group.place_name,
            starts_local=group.starts_local,
            zone=group.zone,
            lead_hours=group.lead_hours,
            scheduled_by=call.actor.id,
            now=now,
        )
        group.place(str(vault.id), str(appointment.id), now)
        self.gate.note_act(vault, call, ADD)
        places.touched += [appointment, vault]
        places.log.append(line(vault.id, "appointment_scheduled", call, title=group.title))
        places.placed.append(vault_id)

    def _refused(self, places: Places, vault: Vault, call: Call, reason: str) -> None:
        refused = self.gate.refusal(vault, call, "add", reason, part=PART)
        places.log += refused.log
        places.facts += refused.facts
        code = refused.refusal.code if refused.refusal else reason
        places.not_placed.append(NotPlaced(vault_id=str(vault.id), reason=code))
