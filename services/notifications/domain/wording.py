"""What a reminder says: a date and a time, a place name only where the person approved it. Never the motive.

One sentence a language; dates in figures so that whoever reads little can still read the numbers.
"""

from __future__ import annotations

from datetime import datetime

_TIME_ONLY = {
    "fr": "Rappel : vous avez un rendez-vous le {date} à {hour}.",
    "en": "Reminder: you have an appointment on {date} at {hour}.",
    "es": "Recordatorio: tiene una cita el {date} a las {hour}.",
    "it": "Promemoria: ha un appuntamento il {date} alle {hour}.",
    "de": "Erinnerung: Sie haben einen Termin am {date} um {hour}.",
    "ar": "تذكير: لديك موعد يوم {date} الساعة {hour}.",
    "uk": "Нагадування: у вас зустріч {date} о {hour}.",
    "ru": "Напоминание: у вас встреча {date} в {hour}.",
    "ps": "یادونه: تاسو په {date} د {hour} بجو ملاقات لرئ.",
    "fa": "یادآوری: شما در تاریخ {date} ساعت {hour} قرار ملاقات دارید.",
}


def reminder_text(language: str, local: datetime, place_name: str = "") -> str:
    """The text for an appointment at `local` wall time. An unknown language falls back to French."""
    sentence = _TIME_ONLY.get(language, _TIME_ONLY["fr"])
    hour = f"{local:%Hh%M}" if language == "fr" or language not in _TIME_ONLY else f"{local:%H:%M}"
    text = sentence.format(date=f"{local:%d/%m}", hour=hour)
    return f"{text} {place_name}" if place_name else text
