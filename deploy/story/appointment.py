"""Chapter 5: an appointment moved once, one cancelled; exactly one SMS, at the right local minute,
time only.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo

from deploy.story.telling import StepFailedError, Telling, expect, require
from deploy.story.vault import HOLDER_PHONE
from deploy.story.world import Cast

ZONE = "Indian/Reunion"  # an overseas wall time, four or three hours from Paris: a mistake of zone shows
MOTIVE = "Consultation addictologie (démo)"
PLACE = "Centre des Flamboyants (démo)"
LEAD_H = 24


def tell_appointment(telling: Telling, cast: Cast) -> None:
    telling.chapter("5. Un rendez-vous déplacé, un autre annulé, un seul SMS")
    path = f"/vaults/{cast.ids['vault']}/appointments"
    local_now = cast.world.clock.now().astimezone(ZoneInfo(ZONE))
    day = local_now.date() + timedelta(days=4)

    def schedule(name: str, days: int, at: time, lead: list[int]) -> None:
        starts = datetime.combine(day + timedelta(days=days), at)
        body = {
            "title": MOTIVE,
            "place_name": PLACE,
            "zone": ZONE,
            "starts_local": starts.isoformat(timespec="minutes"),
            "lead_hours": lead,
        }
        cast.ids[name] = cast["agnes"].post(path, body)["id"]

    def reminders(name: str, state: str) -> list[dict[str, Any]]:
        require(name in cast.ids, f"{name} was not scheduled")
        every = cast["agnes"].get(f"/vaults/{cast.ids['vault']}/reminders")["reminders"]
        return [r for r in every if r["appointment_id"] == cast.ids[name] and r["state"] == state]

    def planned(name: str, due_local: datetime) -> None:
        due = [datetime.fromisoformat(r["due_at"]) for r in reminders(name, "planned")]
        expect(due, [due_local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)], "reminder planned for")

    def schedule_and_cancel() -> None:
        schedule("cancelled", 0, time(16, 0), [LEAD_H])
        cast["agnes"].delete(f"{path}/{cast.ids['cancelled']}")

    moved_to = datetime.combine(day, time(14, 30))
    due_at = (moved_to - timedelta(hours=LEAD_H)).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    telling.step(
        "Agnès note un rendez-vous à La Réunion, rappel la veille : il est prévu à l'heure de là-bas",
        lambda: schedule("appointment", 2, time(9, 0), [LEAD_H]),
        lambda: planned("appointment", datetime.combine(day + timedelta(days=1), time(9, 0))),
    )
    telling.step(
        "le rendez-vous est avancé de deux jours : le rappel le suit",
        lambda: cast["agnes"].post(
            f"{path}/{cast.ids['appointment']}/move", {"starts_local": moved_to.isoformat(timespec="minutes")}
        ),
        lambda: planned("appointment", moved_to - timedelta(hours=LEAD_H)),
    )
    telling.step(
        "un autre, le même jour, est annulé : son rappel part avec lui",
        schedule_and_cancel,
        lambda: expect(len(reminders("cancelled", "dropped")), 1, "dropped reminders"),
    )
    _wait_for_the_minute(telling, cast, due_at, moved_to)


def _wait_for_the_minute(telling: Telling, cast: Cast, due_at: datetime, moved_to: datetime) -> None:
    def move_to(instant: datetime) -> None:
        cast.world.clock.move(instant - cast.world.clock.now())

    def erase_outbox() -> None:
        _eventually(lambda: require(cast.world.messages(), "no SMS"))
        cast.world.outbox.write_text("", encoding="utf-8")

    def exactly_one() -> None:
        sent = cast.world.messages()
        expect([m["phone"] for m in sent], [HOLDER_PHONE], "numbers written to")
        late = datetime.fromisoformat(sent[0]["sent_at"]) - due_at
        require(timedelta(0) <= late < timedelta(minutes=1), f"sent {late} after it was due")

    def time_only() -> None:
        texts = [m["text"] for m in cast.world.messages()]
        expect(len(texts), 1, "messages")
        require(
            f"{moved_to:%Hh%M}" in texts[0] and f"{moved_to:%d/%m}" in texts[0], f"no time in: {texts[0]}"
        )
        told = [w for w in (*MOTIVE.split(), *PLACE.split(), "Awa") if len(w) > 2 and w in texts[0]]
        expect(told, [], "words that should not be told")

    def tell_all() -> None:
        with cast.world.outbox.open("a", encoding="utf-8") as outbox:
            outbox.write(
                '{"phone": "", "text": "' + MOTIVE + '", "sent_at": "", "message_id": "x", "parts": 1}\n'
            )

    telling.step(
        "l'horloge avance jusqu'à l'heure dite : un SMS part, et un seul, dans la minute",
        lambda: move_to(due_at),
        exactly_one,
        undo=erase_outbox,
    )
    telling.step(
        "il dit l'heure, et rien du motif, du lieu ni du nom", lambda: None, time_only, undo=tell_all
    )

    def past_it() -> None:
        move_to(due_at + timedelta(hours=30))

    def still_one() -> None:
        require(cast.world.clock.now() > due_at + timedelta(hours=25), "the appointments have not passed yet")
        expect(len(cast.world.messages()), 1, "messages after both appointments")

    telling.step("les deux rendez-vous passés, rien d'autre n'est parti", past_it, still_one)


def _eventually(check: Any, looks: int = 200) -> None:
    for _ in range(looks):
        try:
            check()
            return
        except StepFailedError:
            sleep(0.05)
    check()
