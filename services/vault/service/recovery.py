"""A professional stands by a person who lost their card or forgot their PIN."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_recovery as r
from shared.contracts import vault_secret
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Recovery:
    uses: VaultWiring

    @rpc
    def begin_recovery(self, request: r.BeginRecovery, call: Call) -> Done:
        return self.uses.do.begin_recovery(request, call)

    @rpc
    def end_recovery(self, request: r.EndRecovery, call: Call) -> Done:
        return self.uses.do.end_recovery(request, call)

    @rpc
    def witness_recovery(self, request: r.WitnessRecovery, call: Call) -> r.Recovery:
        return self.uses.do.witness_recovery(request, call)

    @rpc
    def grant_recovery(self, request: r.GrantRecovery, call: Call) -> r.Recovery:
        return self.uses.do.grant_recovery(request, call)

    @rpc
    def note_recovery_done(self, request: r.NoteRecoveryDone, call: Call) -> Done:
        return self.uses.do.note_recovery_done(request, call)

    @rpc
    def list_recoveries(self, request: r.ListRecoveries, call: Call) -> r.Recoveries:
        return self.uses.do.list_recoveries(request, call)

    @rpc
    def stop_recovery(self, request: r.StopRecovery, call: Call) -> Done:
        return self.uses.do.stop_recovery(request, call)

    @rpc
    def stop_recovery_by_code(self, request: r.StopRecoveryByCode, call: Call) -> Done:
        return self.uses.do.stop_recovery_by_code(request, call)

    @rpc
    def note_secret_act(self, request: vault_secret.NoteSecretAct, call: Call) -> Done:
        return self.uses.do.note_secret_act(request, call)
