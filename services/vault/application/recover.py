"""A professional of a live follow-up stands by a person who lost their card or forgot their PIN (domain rule
10). A mandate or an emergency access is no follow-up: whoever comes in by them replaces nothing.

The vault decides whether they may, when it begins and again before anything is replaced, and logs every
attempt; the gateway, which keeps credentials, checks what the person still has.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, not_allowed
from services.vault.application.journal import line, without_key
from shared.contracts.shapes import Done
from shared.contracts.vault_recovery import BeginRecovery as BeginRequest
from shared.contracts.vault_recovery import EndRecovery as EndRequest
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call

KINDS = {"done": "recovery_done", "wrong_proof": "recovery_failed"}


@dataclass(frozen=True)
class BeginRecovery:
    log: EventLog
    gate: Gate

    def __call__(self, request: BeginRequest, call: Call) -> Done:
        return _witnessed(self.log, self.gate, call, request.vault_id, "recovery_begun", request.lost)


@dataclass(frozen=True)
class EndRecovery:
    log: EventLog
    gate: Gate

    def __call__(self, request: EndRequest, call: Call) -> Done:
        kind = KINDS[request.outcome]
        return _witnessed(self.log, self.gate, call, request.vault_id, kind, request.lost)


def _witnessed(log: EventLog, gate: Gate, call: Call, vault_id: str, kind: str, lost: str) -> Done:
    """One line of the log, or the refusal, logged too. Asked again by the same key it is decided again: what
    was let happen once is no leave to do it after the consent has ended.
    """

    def work() -> Change:
        vault = gate.vault(call, vault_id)
        if vault.erased or call.actor.kind != "professional":
            return Change(refusal=not_allowed("no_consent"))
        if reason := gate.why_not_followed(vault, call):
            return gate.refusal(vault, call, "recover", reason)
        return Change(reply=Done(id=str(vault.id)), log=[line(vault.id, kind, call, reason=f"lost_{lost}")])

    return log.command(without_key(call), Done, work)
