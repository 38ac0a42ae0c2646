"""Chapter 5: an appointment moved once, one cancelled; exactly one SMS, at the right local minute,
time only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
    today = cast.world.clock.now().astimezone(ZoneInfo(ZONE)).date()
    diary = Diary(cast, today + timedelta(days=4))
    _schedule(telling, diary)
    _wait_for_the_minute(telling, diary)
    _nothing_else(telling, diary)


@dataclass(frozen=True)
class Diary:
    """The appointments of the story: `day` is the day they end up on, in wall time of ZONE."""

    cast: Cast
    day: date

    @property
    def path(self) -> str:
        return f"/vaults/{self.cast.ids['vault']}/appointments"

    @property
    def moved_to(self) -> datetime:
        return datetime.combine(self.day, time(14, 30))

    @property
    def due_at(self) -> datetime:
        return in_zone(self.moved_to - timedelta(hours=LEAD_H))

    def schedule(self, name: str, starts: datetime) -> None:
        body = {
            "title": MOTIVE,
            "place_name": PLACE,
            "zone": ZONE,
            "starts_local": starts.isoformat(timespec="minutes"),
            "lead_hours": [LEAD_H],
        }
        self.cast.ids[name] = self.cast["agnes"].post(self.path, body)["id"]

    def reminders(self, name: str, state: str) -> list[dict[str, Any]]:
        require(name in self.cast.ids, f"{name} was not scheduled")
        every = self.cast["agnes"].get(f"/vaults/{self.cast.ids['vault']}/reminders")["reminders"]
        return [r for r in every if r["appointment_id"] == self.cast.ids[name] and r["state"] == state]

    def expect_planned(self, name: str, due_local: datetime) -> None:
        due = [datetime.fromisoformat(r["due_at"]) for r in self.reminders(name, "planned")]
        expect(due, [in_zone(due_local)], "reminder planned for")

    def move_clock_to(self, instant: datetime) -> None:
        self.cast.world.clock.move(instant - self.cast.world.clock.now())


def in_zone(wall_time: datetime) -> datetime:
    """The UTC instant of a wall time of ZONE."""
    return wall_time.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def _schedule(telling: Telling, diary: Diary) -> None:
    first = datetime.combine(diary.day + timedelta(days=2), time(9, 0))

    def move() -> None:
        body = {"starts_local": diary.moved_to.isoformat(timespec="minutes")}
        diary.cast["agnes"].post(f"{diary.path}/{diary.cast.ids['appointment']}/move", body)

    def schedule_and_cancel() -> None:
        diary.schedule("cancelled", datetime.combine(diary.day, time(16, 0)))
        diary.cast["agnes"].delete(f"{diary.path}/{diary.cast.ids['cancelled']}")

    telling.step(
        "Agnès note un rendez-vous à La Réunion, rappel la veille : il est prévu à l'heure de là-bas",
        lambda: diary.schedule("appointment", first),
        lambda: diary.expect_planned("appointment", first - timedelta(hours=LEAD_H)),
    )
    telling.step(
        "le rendez-vous est avancé de deux jours : le rappel le suit",
        move,
        lambda: diary.expect_planned("appointment", diary.moved_to - timedelta(hours=LEAD_H)),
    )
    telling.step(
        "un autre, le même jour, est annulé : son rappel part avec lui",
        schedule_and_cancel,
        lambda: expect(len(diary.reminders("cancelled", "dropped")), 1, "dropped reminders"),
    )


def _wait_for_the_minute(telling: Telling, diary: Diary) -> None:
    world = diary.cast.world

    def erase_outbox() -> None:
        _eventually(lambda: require(world.messages(), "no SMS"))
        world.outbox.write_text("", encoding="utf-8")

    def exactly_one() -> None:
        sent = world.messages()
        expect([m["phone"] for m in sent], [HOLDER_PHONE], "numbers written to")
        late = datetime.fromisoformat(sent[0]["sent_at"]) - diary.due_at
        require(timedelta(0) <= late < timedelta(minutes=1), f"sent {late} after it was due")

    telling.step(
        "l'horloge avance jusqu'à l'heure dite : un SMS part, et un seul, dans la minute",
        lambda: diary.move_clock_to(diary.due_at),
        exactly_one,
        undo=erase_outbox,
    )


def _nothing_else(telling: Telling, diary: Diary) -> None:
    world = diary.cast.world

    def time_only() -> None:
        texts = [m["text"] for m in world.messages()]
        expect(len(texts), 1, "messages")
        said = f"{diary.moved_to:%Hh%M}" in texts[0] and f"{diary.moved_to:%d/%m}" in texts[0]
        require(said, f"no time in: {texts[0]}")
        told = [w for w in (*MOTIVE.split(), *PLACE.split(), "Awa") if len(w) > 2 and w in texts[0]]
        expect(told, [], "words that should not be told")

    def tell_the_motive() -> None:
        line = {"message_id": "x", "phone": "", "text": MOTIVE, "parts": 1, "sent_at": ""}
        with world.outbox.open("a", encoding="utf-8") as outbox:
            outbox.write(json.dumps(line) + "\n")

    def still_one() -> None:
        require(world.clock.now() > diary.due_at + timedelta(hours=25), "the appointments are still to come")
        expect(len(world.messages()), 1, "messages after both appointments")

    telling.step(
        "il dit l'heure, et rien du motif, du lieu ni du nom", lambda: None, time_only, undo=tell_the_motive
    )
    telling.step(
        "les deux rendez-vous passés, rien d'autre n'est parti",
        lambda: diary.move_clock_to(diary.due_at + timedelta(hours=30)),
        still_one,
    )


def _eventually(check: Any, looks: int = 200) -> None:
    for _ in range(looks):
        try:
            check()
            return
        except StepFailedError:
            sleep(0.05)
    check()
