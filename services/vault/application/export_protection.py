"""The mandates, emergencies, the choice about them and the ways back asked for, in plain data, as they leave
with the person.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from services.vault.application import list_emergencies, list_mandates
from services.vault.application.protection import emergencies_of, representation_of
from services.vault.application.way_back_shown import recovery_as, way_back_of
from services.vault.domain.vault import Vault
from shared.eventstore.log import EventLog


def protection_of(log: EventLog, vault: Vault, now: datetime) -> dict[str, Any]:
    """What `vault.json` says of them, as the person sees it."""
    emergencies = emergencies_of(log, vault)
    mandates = representation_of(log, vault).mandates.values()
    uses = emergencies.uses.values()
    told = {
        "mandates": [list_mandates.shown(one, None, now) for one in mandates],
        "emergencies": [list_emergencies.shown(one, None, now, emergencies.allowed) for one in uses],
        "recoveries": [recovery_as(one, frozenset(), now) for one in way_back_of(log, vault).asked.values()],
        "emergency_choice": {"allowed": emergencies.allowed, "shows": emergencies.scope},
    }
    return {name: msgspec.to_builtins(value) for name, value in told.items()}
