"""How often the vault tidies up: leftovers of deposits and exports, erasures that something interrupted,
vaults that nobody came for."""

from __future__ import annotations

LEFTOVERS_EVERY_S = 600.0
UNCLAIMED_EVERY_S = 600.0  # the clock has refused them already
ERASURES_EVERY_S = 20.0  # an erasure that a crash cut is finished within a minute of the restart
