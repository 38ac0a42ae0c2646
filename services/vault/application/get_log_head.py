"""What a key card prints of the log: enough for its holder to check an export with paper only."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.list_checkpoints import fingerprint
from services.vault.application.log_ports import Places, SignTree
from shared.contracts.vault_log import GetLogHead as Request
from shared.contracts.vault_log import LogHead
from shared.eventstore.log import EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class GetLogHead:
    log: EventLog
    gate: Gate
    places: Places
    sign: SignTree

    def __call__(self, request: Request, call: Call) -> LogHead:
        """The newest line for the holder. A professional who opened the vault, or follows the person, prints
        their card: they are told of the first line, and of no later one.
        """
        vault = self.gate.vault(call, request.vault_id)
        if call.actor.kind == "holder":
            line = self.places.last(vault.id)
        else:
            opener = call.actor.id == vault.opened_by and not vault.erased
            if not opener and (reason := self.gate.why_unreached(vault, call)):
                return self.log.command(call, LogHead, lambda: self.gate.refusal(vault, call, "see", reason))
            line = self.places.find(vault.id, 1)
        if line is None:
            raise NotFound("line_unknown", "Cette ligne n'existe pas.")
        return LogHead(
            fingerprint=fingerprint(self.sign.public_key), number=line.number, hash=line.hash.hex()
        )
