"""How often the vault tidies up: leftovers of deposits and exports, erasures that something interrupted."""

from __future__ import annotations

LEFTOVERS_EVERY_S = 600.0
ERASURES_EVERY_S = 20.0  # an erasure that a crash cut is finished within a minute of the restart
