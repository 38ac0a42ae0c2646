"""Asks the vault how to reach a person, by RPC, under this service's own name and few rights."""

from __future__ import annotations

from typing import cast

from services.notifications.application.follow_appointments import MYSELF
from shared.contracts.vault_appointments import GetReach, Reach
from shared.rpc.call import Caller


class VaultReaches:
    """`Reaches` over a Caller."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_reach(self, vault_id: str, appointment_id: str) -> Reach:
        """Raises Unavailable when the vault does not answer in time."""
        answer = self._caller.call(GetReach(vault_id=vault_id, appointment_id=appointment_id), MYSELF)
        return cast(Reach, answer.value)
