"""Saying no to a way back that was asked for: by the person, by who follows them, by a message's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

import msgspec

from services.vault.application.ask_way_back import unfollowed
from services.vault.application.gate import Gate
from services.vault.application.journal import line, note_once_a_day, stranger
from services.vault.application.protection import living
from services.vault.application.way_back_shown import following, recovery_as, way_back_of
from services.vault.domain.vault import Vault
from services.vault.domain.way_back import WayBack
from shared.contracts import vault_recovery as contract
from shared.contracts.shapes import Done
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call

VISITOR = {"actor": "", "actor_id": "", "actor_kind": "message", "organisation": ""}


@dataclass(frozen=True)
class ListRecoveries:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ListRecoveries, call: Call) -> contract.Recoveries:
        vault, now = living(self.gate, call, request.vault_id), self.gate.clock.now()
        if call.actor.kind != "holder" and (change := unfollowed(self.gate, vault, call)):
            if self.gate.beside(vault, call):  # a mandate, an emergency: nothing of this concerns them
                return contract.Recoveries(recoveries=[])
            return self.log.command(call, contract.Recoveries, lambda: change)
        if call.actor.kind != "holder":
            note_once_a_day(self.log, call, vault.id, "recoveries_listed", now)
        found = reversed(list(way_back_of(self.log, vault).asked.values()))
        me = call.actor.id
        shown = [recovery_as(one, following(self.gate, vault, one, now), now, me) for one in found]
        return contract.Recoveries(recoveries=shown)


@dataclass(frozen=True)
class StopRecovery:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.StopRecovery, call: Call) -> Done:
        def work() -> Change:
            vault, now, actor = living(self.gate, call, request.vault_id), self.gate.clock.now(), call.actor
            mine = actor.kind == "holder"
            if not mine and (change := unfollowed(self.gate, vault, call)):
                return change
            way_back, one = way_back_of(self.log, vault), request.recovery_id
            if mine:
                way_back.stop(one, "holder", now)
            else:
                way_back.stop(one, "follow_up", now, professional_id=actor.id, name=actor.display)
            told = line(vault.id, "recovery_stopped", call, reason="holder" if mine else "alarm")
            return Change(reply=Done(id=one), aggregates=[way_back], log=[told])

        return self.log.command(call, Done, work)


@dataclass(frozen=True)
class StopRecoveryByCode:
    """What the message's code does; a wrong one is told in the person's log once a day."""

    log: EventLog
    gate: Gate

    def __call__(self, request: contract.StopRecoveryByCode, call: Call) -> Done:
        def work() -> Change:
            vault = self._vault(request.vault_id)
            way_back, now = way_back_of(self.log, vault), self.gate.clock.now()
            one = way_back.stopped_by_code(request.code, now)
            if one is None:
                self._tell_wrong(vault, way_back, call)
                raise _unknown()
            way_back.stop(one.id, "message", now)
            told = line(vault.id, "recovery_stopped", call, reason="message", **VISITOR)
            return Change(reply=Done(id=one.id), aggregates=[way_back], log=[told])

        return self.log.command(call, Done, work)

    def _vault(self, vault_id: str) -> Vault:
        try:
            vault = self.log.find(Vault, UUID(vault_id))
        except ValueError:
            raise _unknown() from None
        if vault is None or vault.erased:
            raise _unknown()
        return vault

    def _tell_wrong(self, vault: Vault, way_back: WayBack, call: Call) -> None:
        """Only where something could be stopped: elsewhere it says nothing that the person could use."""
        now = self.gate.clock.now()
        one = way_back.open_one(now)
        if one is None:
            return
        key = f"recovery_code/{one.id}/{now.astimezone(UTC).date().isoformat()}"
        daily = msgspec.structs.replace(call, key=key, digest="recovery_code")
        told = line(vault.id, "access_refused", call, action="recover", reason="wrong_code", **stranger(call))
        self.log.command(daily, Done, lambda: Change(reply=Done(), log=[told]))


def _unknown() -> NotFound:
    return NotFound(
        "recovery_unknown", "Cette adresse n'arrête rien : elle a déjà servi, ou c'est trop tard."
    )
