"""The report of a fictitious erasure, as the vault answers it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.contracts.vault_erasure import ErasureReport
from tests.unit.gateway.house import NOW


def report(vault_id: str, **changes: Any) -> ErasureReport:
    fields: dict[str, Any] = {
        "by": "holder",
        "reason": "holder",
        "key_destroyed_at": NOW,
        "completed_at": NOW,
        "files": 3,
        "log_lines": 12,
        "revivable_until": NOW + timedelta(days=7),
        **changes,
    }
    return ErasureReport(vault_id=vault_id, **fields)
