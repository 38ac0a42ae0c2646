"""The use cases of finding one's way back in, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.ask_way_back import GrantRecovery, NoteRecoveryDone, WitnessRecovery
from services.vault.application.note_secret_act import NoteSecretAct
from services.vault.application.recover import BeginRecovery, EndRecovery
from services.vault.application.stop_way_back import ListRecoveries, StopRecovery, StopRecoveryByCode
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Recovery:
    begin_recovery: BeginRecovery
    end_recovery: EndRecovery
    witness_recovery: WitnessRecovery
    grant_recovery: GrantRecovery
    note_recovery_done: NoteRecoveryDone
    list_recoveries: ListRecoveries
    stop_recovery: StopRecovery
    stop_recovery_by_code: StopRecoveryByCode
    note_secret_act: NoteSecretAct


def recovery_of(ground: Ground) -> Recovery:
    log, gate = ground.log, ground.gate
    return Recovery(
        BeginRecovery(log, gate),
        EndRecovery(log, gate),
        WitnessRecovery(log, gate),
        GrantRecovery(log, gate),
        NoteRecoveryDone(log, gate),
        ListRecoveries(log, gate),
        StopRecovery(log, gate),
        StopRecoveryByCode(log, gate),
        NoteSecretAct(log, gate),
    )
