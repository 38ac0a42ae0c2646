"""What a reminder says: a date and a time, a place name only where the person approved it. Never the motive.

One sentence a language; dates in figures so that whoever reads little can still read the numbers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

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

_PAPER = {
    "fr": "Rappel : un de vos papiers va bientôt finir. Regardez dans Maillon.",
    "en": "Reminder: one of your papers will soon expire. Look in Maillon.",
    "es": "Recordatorio: uno de sus documentos caduca pronto. Mire en Maillon.",
    "it": "Promemoria: uno dei suoi documenti scade presto. Guardi in Maillon.",
    "de": "Erinnerung: Eines Ihrer Papiere läuft bald ab. Sehen Sie in Maillon nach.",
    "ar": "تذكير: إحدى أوراقك ستنتهي قريبا. انظر في Maillon.",
    "uk": "Нагадування: один із ваших документів скоро спливає. Maillon.",
    "ru": "Напоминание: срок одного документа скоро истекает. Maillon.",
    "ps": "یادونه: ستاسو یو سند ژر پای ته رسېږي. Maillon وګورئ.",
    "fa": "یادآوری: اعتبار یکی از مدارک شما به‌زودی تمام می‌شود. Maillon.",
}

_EMERGENCY = {
    "fr": "Maillon : quelqu'un est entré en urgence dans votre coffre. Regardez qui.",
    "en": "Maillon: someone came into your vault by emergency. Look who it was.",
    "es": "Maillon: alguien ha entrado por urgencia en su caja. Mire quién.",
    "it": "Maillon: qualcuno è entrato d'urgenza nella sua cassetta. Guardi chi.",
    "de": "Maillon: Jemand kam im Notfall in Ihren Tresor. Sehen Sie nach, wer.",
    "ar": "Maillon: دخل شخص إلى خزنتك لحالة طارئة. انظر من هو.",
    "uk": "Maillon: хтось екстрено відкрив ваш сейф. Подивіться, хто.",
    "ru": "Maillon: кто-то экстренно открыл ваш сейф. Посмотрите, кто.",
    "ps": "Maillon: چا په بیړني حالت ستاسو خزانه پرانیستله. وګورئ.",
    "fa": "Maillon: کسی در شرایط اضطراری گاوصندوق شما را باز کرد.",
}

_RECOVERY = {
    "fr": "Maillon : on demande à remplacer votre carte et votre code. Pas vous ? Dites non.",
    "en": "Maillon: someone asks to replace your card and PIN. Not you? Say no.",
    "es": "Maillon: piden cambiar su tarjeta y su código. ¿No es usted? Diga no.",
    "it": "Maillon: chiedono di sostituire carta e codice. Non è lei? Dica no.",
    "de": "Maillon: Karte und PIN sollen ersetzt werden. Nicht Sie? Sagen Sie nein.",
    "ar": "Maillon: طلب تغيير بطاقتك ورمزك. لست أنت؟ قل لا.",
    "uk": "Maillon: просять замінити картку й код. Не ви? Скажіть ні.",
    "ru": "Maillon: просят заменить карту и код. Не вы? Скажите нет.",
    "ps": "Maillon: ستاسو کارت او کوډ بدلول غواړي. تاسو نه یاست؟ نه ووایاست.",
    "fa": "Maillon: درخواست تعویض کارت و رمز شما. شما نیستید؟ بگویید نه.",
}


_OPENING = {
    "fr": "Maillon : pour ouvrir votre coffre, tapez {code} dans les {minutes} min. Ne le dites à personne.",
    "en": "Maillon: to open your vault, type {code} within {minutes} min. Tell it to nobody.",
    "es": "Maillon: para abrir su caja, escriba {code} en {minutes} min. No lo diga a nadie.",
    "it": "Maillon: per aprire la sua cassetta, scriva {code} entro {minutes} min. Non lo dica a nessuno.",
    "de": "Maillon: Zum Öffnen Ihres Tresors {code} in {minutes} Min. eingeben. Niemandem sagen.",
    "ar": "Maillon: لفتح خزنتك اكتب {code} خلال {minutes} دقيقة. لا تخبر به أحدا.",
    "uk": "Maillon: щоб відкрити сейф, введіть {code} за {minutes} хв. Нікому не кажіть.",
    "ru": "Maillon: чтобы открыть сейф, введите {code} за {minutes} мин. Никому не говорите.",
    "ps": "Maillon: د خزانې د پرانیستلو لپاره {code} په {minutes} دقیقو کې ولیکئ. چا ته یې مه وایاست.",
    "fa": "Maillon: برای باز کردن گاوصندوق {code} را تا {minutes} دقیقه بنویسید. به کسی نگویید.",
}


def reminder_text(language: str, local: datetime, place_name: str = "") -> str:
    """The text for an appointment at `local` wall time. An unknown language falls back to French."""
    sentence = _TIME_ONLY.get(language, _TIME_ONLY["fr"])
    hour = f"{local:%Hh%M}" if language == "fr" or language not in _TIME_ONLY else f"{local:%H:%M}"
    text = sentence.format(date=f"{local:%d/%m}", hour=hour)
    return f"{text} {place_name}" if place_name else text


def paper_text(language: str, title: str = "") -> str:
    """The text for a paper that will soon end; `title` only where the person lets it be told."""
    text = _PAPER.get(language, _PAPER["fr"])
    return f"{text} ({title})" if title else text


def opening_text(language: str, code: str, minutes: int, address: str = "") -> str:
    """What someone on the phone reads: the code, how long it lives, where to type it. Never a name."""
    text = _OPENING.get(language, _OPENING["fr"]).format(code=code, minutes=minutes)
    return f"{text} {address}" if address else text


def alert_text(language: str, about: Literal["emergency", "recovery"], address: str = "") -> str:
    """What the person is told at once; `address`: of the page that says no. Never who, nor why."""
    said = _EMERGENCY if about == "emergency" else _RECOVERY
    text = said.get(language, said["fr"])
    return f"{text} {address}" if address else text
