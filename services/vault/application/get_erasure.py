"""The report of an erasure: what was really erased, what remains, until when a backup could revive it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.erasing import Erasing
from services.vault.application.gate import Gate, uuid_of
from services.vault.domain.erasure import Erasure
from services.vault.domain.vault import Vault
from shared.contracts.vault_erasure import ErasureReport
from shared.contracts.vault_erasure import GetErasure as Request
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class GetErasure:
    gate: Gate
    erasing: Erasing

    def __call__(self, request: Request, call: Call) -> ErasureReport:
        if call.actor.kind != "operator":
            self.gate.own(call, request.vault_id)
        vault_id, log = uuid_of(request.vault_id, "vault_id"), self.gate.log
        missing = NotFound("not_erased", "Ce coffre n'a pas été effacé.")
        erasure = log.load(Erasure, Erasure.id_of(vault_id), missing=missing)
        vault = log.find(Vault, vault_id)
        by = erasure.by.partition(":")[0]
        return ErasureReport(
            vault_id=str(vault_id),
            by=by if by in ("holder", "operator", "rule") else "unknown",  # type: ignore[arg-type]  # one of them
            reason=erasure.reason or "unknown",  # type: ignore[arg-type]  # stored as given
            key_destroyed_at=erasure.created_on,
            completed_at=erasure.completed_at,
            files=erasure.files,
            log_lines=erasure.log_lines,
            events=vault.version if vault is not None else 0,
            revivable_until=erasure.revivable_until,
        )
