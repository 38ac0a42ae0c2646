"""The dates of a group that comes again, who has a place at which, and giving or taking back all of them.

Each person's places are a series of their own vault (decision 0015). One request is one transaction over
however many vaults and dates; each vault is read once for all dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.vault.application.appointment_shown import ADD, PART
from services.vault.application.gate import SENTENCES, not_allowed, require_verified, uuid_of
from services.vault.application.group_places import FULL, GroupPlaces, missing
from services.vault.application.journal import line
from services.vault.domain.appointment import Appointment, refuse_when_full
from services.vault.domain.group import Group
from services.vault.domain.recurring_group import RecurringGroup
from services.vault.domain.series import Series, Slot
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Fact
from shared.contracts.vault_groups import NotPlaced
from shared.contracts.vault_recurring_groups import PLACES_MAX, RecurringChange
from shared.eventstore.erased import ERASED
from shared.eventstore.log import Change, LogEntry
from shared.ids import new_id
from shared.problems import InvalidInput, NotAllowed, Refused
from shared.rpc.call import Call

Standing = dict[str, Appointment]  # by vault id


@dataclass
class Dates:
    """What a request changes: the dates it is about, the soonest first, and what is gathered to be stored."""

    recurring: RecurringGroup
    groups: Sequence[Group]
    touched: list[Any] = field(default_factory=list)
    log: list[LogEntry] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    not_placed: list[NotPlaced] = field(default_factory=list)

    def change(self) -> Change:
        reply = RecurringChange(
            id=str(self.recurring.id),
            dates=len(self.groups),
            placed=self.placed,
            not_placed=self.not_placed,
        )
        stored = [*self.touched, *self.groups, self.recurring]
        return Change(reply=reply, aggregates=stored, log=self.log, facts=self.facts)

    def refusal(self) -> Change:
        """Nobody could be given a place: nothing is kept but that it was tried."""
        reason = self.not_placed[0].reason
        refused = not_allowed(reason) if reason in SENTENCES else Refused(reason, FULL)
        return Change(refusal=refused, log=self.log, facts=self.facts)


@dataclass(frozen=True)
class RecurringPlaces:
    places: GroupPlaces

    def of(self, call: Call, recurring_id: str) -> tuple[RecurringGroup, list[Group]]:
        """The group with its dates, for whose it is. Raises NotFound for everybody else."""
        require_verified(call)
        log = self.places.log
        recurring = log.load(RecurringGroup, uuid_of(recurring_id, "recurring_id"), missing=missing())
        self.places.refuse_others(recurring, call)
        found = [log.find(Group, UUID(slot.appointment_id)) for slot in recurring.slots]
        groups = [group for group in found if group is not None and group.title is not ERASED]
        if not groups:
            raise missing()
        return recurring, groups

    def to_come(self, call: Call, recurring_id: str) -> Dates:
        """The same with the dates that still come. Raises Refused when it is cancelled or over."""
        recurring, groups = self.of(call, recurring_id)
        recurring.refuse_if_cancelled()
        left = coming(groups, self.places.gate.clock.now())
        if not left:
            raise Refused("group_past", "Ce rendez-vous de groupe a déjà eu lieu.")
        return Dates(recurring, left)

    def vaults(self, groups: Sequence[Group]) -> dict[str, Vault]:
        """Of everybody who has a place, by id, but those erased."""
        ids = sorted({vault_id for group in groups for vault_id in group.places})
        found = {vault_id: self.places.log.find(Vault, UUID(vault_id)) for vault_id in ids}
        return {vault_id: vault for vault_id, vault in found.items() if vault and not vault.erased}

    def standing(self, groups: Sequence[Group], vaults: Mapping[str, Vault]) -> list[Standing]:
        """For each date, the appointments that stand: not cancelled by the person, nor of an erased vault."""
        return [
            {
                vault_id: appointment
                for vault_id, appointment_id in group.places.items()
                if vault_id in vaults
                and (appointment := self.places.log.find(Appointment, UUID(appointment_id)))
                and appointment.state == "scheduled"
            }
            for group in groups
        ]

    def give(self, dates: Dates, vault_ids: Sequence[str], call: Call) -> None:
        """A place at each date to each who may have one; why not, for the others. Who has one keeps it."""
        now = self.places.gate.clock.now()
        wanted = list(dict.fromkeys(str(uuid_of(one, "vault_ids")) for one in vault_ids))
        refuse_too_many(len(wanted), len(dates.groups))
        standing = self.standing(dates.groups, self.vaults(dates.groups))
        for group, held in zip(dates.groups, standing, strict=True):
            for vault_id in sorted(set(group.places) - set(held)):
                group.free(vault_id, now)
        for vault_id in wanted:
            vault = self._who_may(dates, vault_id, call)
            if vault is not None:
                lacking = [g for g, held in zip(dates.groups, standing, strict=True) if vault_id not in held]
                self._give_one(dates, vault, lacking, call, now)

    def take_back(self, dates: Dates, vault_id: str, held: Sequence[Appointment], call: Call) -> None:
        """Cancel what one person was given, whatever became of the sharing: it tells nothing of the vault."""
        now = self.places.gate.clock.now()
        for appointment in held:
            appointment.cancel(now)
        for group in dates.groups:
            group.free(vault_id, now)
        dates.touched += held
        told = line(UUID(vault_id), "series_cancelled", call, title=dates.groups[0].title)
        dates.log.append(told)

    def _who_may(self, dates: Dates, vault_id: str, call: Call) -> Vault | None:
        gate = self.places.gate
        try:
            vault = gate.vault(call, vault_id)
        except NotAllowed as refusal:
            dates.not_placed.append(NotPlaced(vault_id=vault_id, reason=refusal.code))
            return None
        if reason := gate.why_not(vault, call, ADD):
            refused = gate.refusal(vault, call, "add", reason, part=PART)
            dates.log += refused.log
            dates.facts += refused.facts
            code = refused.refusal.code if refused.refusal else reason
            dates.not_placed.append(NotPlaced(vault_id=vault_id, reason=code))
            return None
        return vault

    def _give_one(
        self, dates: Dates, vault: Vault, lacking: Sequence[Group], call: Call, now: datetime
    ) -> None:
        if not lacking:
            return
        try:
            refuse_when_full(self.places.ids.count(vault.id), len(lacking))
        except Refused as full:
            dates.not_placed.append(NotPlaced(vault_id=str(vault.id), reason=full.code))
            return
        series_id = new_id()
        given = [_appointment(group, vault.id, str(series_id), call.actor.id, now) for group in lacking]
        for group, appointment in zip(lacking, given, strict=True):
            group.place(str(vault.id), str(appointment.id), now)
        series = Series.begin(
            series_id,
            vault_id=vault.id,
            slots=[Slot(str(one.id), one.starts_local) for one in given],
            zone=dates.recurring.zone,
            rhythm=dates.recurring.rhythm,
            begun_by=call.actor.id,
            now=now,
        )
        self.places.gate.note_act(vault, call, ADD)
        dates.touched += [*given, series, vault]
        dates.log.append(line(vault.id, "series_scheduled", call, title=lacking[0].title))
        dates.placed.append(str(vault.id))


def coming(groups: Sequence[Group], now: datetime) -> list[Group]:
    """Those not cancelled, not begun yet."""
    return [group for group in groups if group.state == "scheduled" and group.starts_at > now]


def refuse_too_many(people: int, dates: int) -> None:
    """Raises InvalidInput: one transaction writes so many appointments at most."""
    if people * dates > PLACES_MAX:
        sentence = f"Cela fait trop de rendez-vous d'un coup : {PLACES_MAX} au plus, personnes fois dates."
        raise InvalidInput("group_places_many", sentence, field="vault_ids")


def _appointment(group: Group, vault_id: UUID, series_id: str, by: str, now: datetime) -> Appointment:
    return Appointment.schedule(
        new_id(),
        vault_id=vault_id,
        title=group.title,
        place_name=group.place_name,
        starts_local=group.starts_local,
        zone=group.zone,
        lead_hours=group.lead_hours,
        scheduled_by=by,
        now=now,
        series_id=series_id,
    )
