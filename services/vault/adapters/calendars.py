"""A calendar as RFC 5545 text, by icalendar: local times with their zone, so that a telephone shows the hour
of the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from services.vault.application.calendar_lines import CalendarLine

APPOINTMENT = {
    "fr": "Rendez-vous",
    "en": "Appointment",
    "es": "Cita",
    "it": "Appuntamento",
    "de": "Termin",
    "ar": "موعد",
    "uk": "Зустріч",
    "ru": "Встреча",
    "ps": "ملاقات",
    "fa": "قرار ملاقات",
}
REFRESHED_EVERY = timedelta(hours=4)  # asked of who subscribes: a moved appointment is known the same day
ZONE_MARGIN = timedelta(days=366)  # a zone's changes are told from a year before to a year after


def write_calendar(lines: Sequence[CalendarLine], now: datetime, language: str) -> str:
    """One event a line; the word for an appointment where nothing more may be told."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maillon//Maillon//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    for line in lines:
        event = Event()
        event.add("uid", f"{line.id}@maillon")
        event.add("dtstamp", now)
        event.add("sequence", line.revision)
        event.add("last-modified", line.changed_at)
        event.add("dtstart", line.starts_at.astimezone(ZoneInfo(line.zone)))
        event.add("summary", line.summary or APPOINTMENT.get(language, APPOINTMENT["fr"]))
        if line.place_name:
            event.add("location", line.place_name)
        calendar.add_component(event)
    if lines:
        since = min(line.starts_at for line in lines) - ZONE_MARGIN
        until = max(line.starts_at for line in lines) + ZONE_MARGIN
        calendar.add_missing_timezones(since.date(), until.date())
    text: str = calendar.to_ical().decode("utf-8")
    return text
