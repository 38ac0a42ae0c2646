"""The appointments to come, as a list shows them: of what comes again, the next, and how many are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.vault_appointments import Appointment


@dataclass(frozen=True)
class Line:
    """`left`: how many of its series are to come, this one included; 0 when it comes once."""

    appointment: Appointment
    left: int = 0


def lines_of(appointments: Sequence[Appointment] | None) -> list[Line] | None:
    """In the same order; None when they may not be seen."""
    if appointments is None:
        return None
    left = Counter(a.series_id for a in appointments)
    seen: set[str] = set()
    lines = []
    for a in appointments:
        if not a.series_id:
            lines.append(Line(a))
        elif a.series_id not in seen:
            seen.add(a.series_id)
            lines.append(Line(a, left[a.series_id]))
    return lines
