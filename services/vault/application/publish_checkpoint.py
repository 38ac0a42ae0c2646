"""Signs how the whole access log stands, when it grew, and says it as a fact.

A checkpoint must continue the one before: if lines were cut or rewritten meanwhile, nothing is signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.log_ports import Checkpoints, LogBrokenError, LogTree, SignedTree, SignTree
from shared.clock import Clock
from shared.contracts.shapes import Done
from shared.contracts.vault_facts import LogCheckpointPublished
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Actor, Call

MYSELF = Actor(id="service:vault", kind="service")


@dataclass(frozen=True)
class PublishCheckpoint:
    log: EventLog
    tree: LogTree
    checkpoints: Checkpoints
    sign: SignTree
    clock: Clock

    def __call__(self) -> SignedTree | None:
        """The newest checkpoint, which covers every line; None when there is no line. Raises LogBrokenError.

        Called twice at one size, it signs and tells once; a fact that was not told before a crash is told by
        the next call.
        """
        newest = next(iter(self.checkpoints.newest()), None)
        size = self.tree.grow()
        if newest is not None:
            self._refuse_what_was_rewritten(newest, size)
        if size and (newest is None or size > newest.size):
            now, root = self.clock.now(), self.tree.root(size)
            newest = self.checkpoints.keep(SignedTree(size, root, now, self.sign.note(size, root, now)))
        if newest is not None and not newest.published:
            self._tell(newest)
        return newest

    def _refuse_what_was_rewritten(self, newest: SignedTree, size: int) -> None:
        if size < newest.size:
            raise LogBrokenError(f"{newest.size} lines were signed, {size} are left")
        if self.tree.root(newest.size) != newest.root:
            raise LogBrokenError(f"the first {newest.size} lines are not those that were signed")

    def _tell(self, signed: SignedTree) -> None:
        call = Call(actor=MYSELF, key=f"log-checkpoint/{signed.size}/{signed.root.hex()}")
        fact = LogCheckpointPublished(
            origin=self.sign.origin,
            size=signed.size,
            root=signed.root.hex(),
            signed_at=signed.signed_at,
            note=signed.note,
        )
        self.log.command(call, Done, lambda: Change(reply=Done(), facts=[fact]))
        self.checkpoints.set_published(signed.size)
