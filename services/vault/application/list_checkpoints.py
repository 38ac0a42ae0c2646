"""Anyone reads what was signed of the access log, and by whom it was witnessed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from services.vault.application import log_ports as ports
from services.vault.domain.log_note import LOG_KEY, key_text
from shared.contracts.vault_log import Checkpoint, Checkpoints
from shared.contracts.vault_log import ListCheckpoints as Request
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListCheckpoints:
    checkpoints: ports.Checkpoints
    sign: ports.SignTree
    witnesses: ports.Witnesses

    def __call__(self, request: Request, _call: Call) -> Checkpoints:
        found = self.checkpoints.newest(request.before, request.limit)
        return Checkpoints(
            origin=self.sign.origin,
            key=key_text(self.sign.origin, LOG_KEY, self.sign.public_key),
            fingerprint=fingerprint(self.sign.public_key),
            witness_keys=list(self.witnesses.keys),
            checkpoints=[told(signed) for signed in found],
        )


def fingerprint(public_key: bytes) -> str:
    """How key cards and verifiers name the log's key: SHA-256 of its 32 bytes, in hex."""
    return hashlib.sha256(public_key).hexdigest()


def told(signed: ports.SignedTree) -> Checkpoint:
    """A checkpoint as others read it."""
    return Checkpoint(
        size=signed.size,
        root=signed.root.hex(),
        signed_at=signed.signed_at,
        note=signed.note,
        witnesses=list(signed.witnesses),
    )
