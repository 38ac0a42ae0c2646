"""Alerts: what the person is told at once by a message, where she gave a number; what they are called."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, cast, get_args

AlertAbout = Literal["emergency", "recovery", "opening"]
ALERT_PREFIX = "alert:"
TOLD_WITHIN = timedelta(hours=24)  # an alert that could not leave for a day is in the log, and no news


def alert_name(about: AlertAbout, item_id: str) -> str:
    """What an alert is called where reminders name the appointment that they are about. An opening's code is
    none, but leaves at once too: `item_id` is the code's there, and its opener's where the vault is asked.
    """
    return f"{ALERT_PREFIX}{about}:{item_id}"


def alerted(appointment_id: str) -> tuple[AlertAbout, str] | None:
    """What such a name is about, and the id of the emergency or of the way back; None for anything else."""
    if not appointment_id.startswith(ALERT_PREFIX):
        return None
    about, _, item_id = appointment_id.removeprefix(ALERT_PREFIX).partition(":")
    return (cast(AlertAbout, about), item_id) if about in get_args(AlertAbout) else None
