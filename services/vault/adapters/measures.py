"""How late memberships may be: the one thing that a decision takes from a view (see membership.py)."""

from __future__ import annotations

from prometheus_client import Gauge, Histogram

LAG_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900)  # 900: the window that is tolerated
MEMBERSHIPS_CONFIRMED = Gauge(
    "maillon_memberships_confirmed_timestamp_seconds",
    "When the directory last confirmed who belongs to what; 15 minutes later nothing through it is allowed",
)
MEMBERSHIP_LAG_S = Histogram(
    "maillon_membership_lag_seconds",
    "From a membership's change in the directory to its effect on access to vaults",
    buckets=LAG_BUCKETS_S,
)
