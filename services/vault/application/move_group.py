"""Move a group: each person's appointment follows, unless they put it elsewhere themselves.

Whose sharing ended cannot be given the new time; the old one is no longer true and is taken back. Who
excepted the one colleague that moves it still has what the service gave: it follows, and that colleague is
not told.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import ADD
from services.vault.application.gate import not_allowed
from services.vault.application.group_places import GroupPlaces, Places
from services.vault.application.journal import line
from shared.contracts import vault_groups as contract
from shared.eventstore.log import Change
from shared.rpc.call import Call


@dataclass(frozen=True)
class MoveGroup:
    places: GroupPlaces

    def __call__(self, request: contract.MoveGroup, call: Call) -> contract.GroupChange:
        def work() -> Change:
            gate, now = self.places.gate, self.places.gate.clock.now()
            places = Places(self.places.of(call, request.group_id))
            group, was = places.group, places.group.starts_at
            group.move(request.starts_local, request.zone or group.zone, now)
            for vault_id, (vault, appointment) in self.places.held(group).items():
                if appointment.starts_at != was:
                    continue
                mine, theirs = self.places.why_not(vault, call)
                if theirs:
                    if theirs == "memberships_stale":
                        raise not_allowed(theirs)  # it passes: nobody's appointment is taken for it
                    self.places.take_back(places, vault_id, (vault, appointment), call)
                    places.not_placed.append(contract.NotPlaced(vault_id=vault_id, reason="left"))
                    continue
                appointment.move(group.starts_local, group.zone, now)
                gate.note_act(vault, call, ADD)
                places.touched += [appointment, vault]
                places.log.append(line(vault.id, "appointment_moved", call, title=appointment.title))
                if not mine:  # who was excepted by name hears what is said of one put elsewhere: nothing
                    places.placed.append(vault_id)
            return places.change()

        return self.places.log.command(call, contract.GroupChange, work)
