"""The use cases of vaults that wait for their person, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.preparations import LogOfPreparations
from services.vault.application.check_people import CheckPeople
from services.vault.application.claim_vault import ClaimVault
from services.vault.application.end_unclaimed import EndUnclaimed
from services.vault.application.open_vault import OpenVault
from services.vault.application.open_waiting_vault import OpenWaitingVault
from services.vault.wiring.erasing import endings_of
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Waitings:
    check_people: CheckPeople
    open_waiting_vault: OpenWaitingVault
    claim_vault: ClaimVault
    end_unclaimed: EndUnclaimed


def waitings_of(ground: Ground) -> Waitings:
    log, gate = ground.log, ground.gate
    erase = endings_of(ground).erase_vault
    return Waitings(
        check_people=CheckPeople(),
        open_waiting_vault=OpenWaitingVault(OpenVault(log, gate, ground.keys)),
        claim_vault=ClaimVault(log, gate),
        end_unclaimed=EndUnclaimed(log, erase, LogOfPreparations(log)),
    )
