"""Card and PIN both lost: professionals of the live follow-up say that the person is with them, one of them
is then let replace both. Every word, refusal and grant is in the person's log; none of it opens a paper.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from services.vault.application.gate import Gate, not_allowed, refusal_told
from services.vault.application.journal import line, without_key
from services.vault.application.protection import living
from services.vault.application.way_back_shown import following, recovery_as, way_back_of
from services.vault.domain.vault import Vault
from services.vault.domain.way_back_events import Word
from services.vault.domain.witness_record import WitnessRecord
from shared.contracts import vault_recovery as contract
from shared.contracts.shapes import Done
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.problems import Refused
from shared.rpc.call import Call

STOP_CODE_BYTES = 7  # written in base32, of which the first characters are kept


@dataclass(frozen=True)
class WitnessRecovery:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.WitnessRecovery, call: Call) -> contract.Recovery:
        def work() -> Change:
            vault, now = living(self.gate, call, request.vault_id), self.gate.clock.now()
            if change := unfollowed(self.gate, vault, call):
                return change
            way_back, actor = way_back_of(self.log, vault), call.actor
            record = self._record(call)
            before = way_back.open_one(now)
            try:
                word = Word(actor.id, actor.display, actor.organisation, now)
                one = way_back.witness(word, str(new_id()), _stop_code(), now)
                record.stand(one.id, now)
            except Refused as refusal:
                return refusal_told(vault.id, call, refusal, refusal.code, action="recover")
            kind = "recovery_asked" if before is None else "recovery_witnessed"
            told = [line(vault.id, kind, call, reason="lost_both")]
            if record.often(now):
                told.append(line(vault.id, "recovery_often", call, reason=str(record.lately(now))))
            shown = recovery_as(one, following(self.gate, vault, one, now), now, actor.id)
            return Change(reply=shown, sealed_for=vault.id, aggregates=[way_back, record], log=told)

        return self.log.command(call, contract.Recovery, work)

    def _record(self, call: Call) -> WitnessRecord:
        found = self.log.find(WitnessRecord, WitnessRecord.id_of(call.actor.id))
        return found or WitnessRecord.begin(call.actor.id, self.gate.clock.now())


@dataclass(frozen=True)
class GrantRecovery:
    """No reply is stored: asked again, it is decided again."""

    log: EventLog
    gate: Gate

    def __call__(self, request: contract.GrantRecovery, call: Call) -> contract.Recovery:
        def work() -> Change:
            vault, now = living(self.gate, call, request.vault_id), self.gate.clock.now()
            if change := unfollowed(self.gate, vault, call):
                return change
            way_back, actor = way_back_of(self.log, vault), call.actor
            one = way_back.one(request.recovery_id)
            still = following(self.gate, vault, one, now)
            try:
                way_back.grant(one.id, actor.id, still, now)
            except Refused as refusal:
                return refusal_told(vault.id, call, refusal, refusal.code, action="recover")
            told = line(vault.id, "recovery_granted", call, reason="lost_both")
            shown = recovery_as(way_back.one(one.id), still, now, actor.id)
            return Change(reply=shown, aggregates=[way_back], log=[told])

        return self.log.command(without_key(call), contract.Recovery, work)


@dataclass(frozen=True)
class NoteRecoveryDone:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.NoteRecoveryDone, call: Call) -> Done:
        def work() -> Change:
            vault, now = living(self.gate, call, request.vault_id), self.gate.clock.now()
            way_back = way_back_of(self.log, vault)
            if request.recovery_id not in way_back.asked:
                return self.gate.refusal(vault, call, "recover", "no_consent")
            way_back.note_done(request.recovery_id, call.actor.id, now)
            told = line(vault.id, "recovery_done", call, reason="lost_both")
            return Change(reply=Done(id=request.recovery_id), aggregates=[way_back], log=[told])

        return self.log.command(call, Done, work)


def unfollowed(gate: Gate, vault: Vault, call: Call) -> Change | None:
    """The refusal of whoever no live consent reaches; a mandate or an emergency is no follow-up."""
    if call.actor.kind != "professional":
        raise not_allowed("no_consent")
    reason = gate.why_not_followed(vault, call)
    return gate.refusal(vault, call, "recover", reason) if reason else None


def _stop_code() -> str:
    text = base64.b32encode(secrets.token_bytes(STOP_CODE_BYTES)).decode().lower()
    return text[: contract.STOP_CODE_CHARS]
