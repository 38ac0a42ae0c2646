"""The use cases of finding one's way back in, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.recover import BeginRecovery, EndRecovery
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Recovery:
    begin_recovery: BeginRecovery
    end_recovery: EndRecovery


def recovery_of(ground: Ground) -> Recovery:
    return Recovery(BeginRecovery(ground.log, ground.gate), EndRecovery(ground.log, ground.gate))
