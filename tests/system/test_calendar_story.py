"""What comes again, a group, a secret address: by HTTP, down to the messages that leave."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from tests.system.town import Town, a_town

ZONE = "Indian/Reunion"
HOUR, APART = "11:10", "15:20"
LOOKS, BETWEEN_LOOKS_S = 400, 0.05


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with a_town(tmp_path_factory.mktemp("town")) as made:
        yield made


def eventually(look: Callable[[], bool]) -> bool:
    for _ in range(LOOKS):
        if look():
            return True
        time.sleep(BETWEEN_LOOKS_S)
    return False


def messages(town: Town, hour: str) -> list[str]:
    """The texts that left and say that hour."""
    outbox = town.maillon.outbox
    lines = outbox.read_text("utf-8").splitlines() if outbox.exists() else []
    return [text for text in (json.loads(line)["text"] for line in lines) if hour.replace(":", "h") in text]


def day_of(town: Town, weeks: int, days: int = 0) -> str:
    there = town.clock.now().astimezone(ZoneInfo(ZONE)) + timedelta(days=4 + days, weeks=weeks)
    return there.date().isoformat()


def day_before(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC) - timedelta(hours=24)


@pytest.mark.feature("S1")
def test_one_message_a_date_that_stands_and_none_for_the_others(town: Town) -> None:
    agnes, path = town.people["agnes"], f"/vaults/{town.ids['vault']}"
    first, second, apart, last = (day_of(town, *n) for n in ((0,), (1,), (2, 1), (3,)))
    body = {"title": "Atelier (démo)", "zone": ZONE, "starts_local": f"{first}T{HOUR}"}
    series = agnes.post(f"{path}/series", {**body, "rhythm": {"every": "week", "count": 4}})
    ids = [one["appointment"]["id"] for one in series["occurrences"]]
    agnes.delete(f"{path}/appointments/{ids[1]}")
    agnes.post(f"{path}/appointments/{ids[2]}/move", {"starts_local": f"{apart}T{APART}"})
    group = {"title": "Sortie (démo)", "starts_local": f"{second}T{HOUR}", "zone": ZONE}
    both = [town.ids["vault"], town.ids["other_vault"]]
    given = agnes.post("/groups", {**group, "vault_ids": both})
    assert (given["placed"], len(given["not_placed"])) == (both[:1], 1)
    agnes.delete(f"/groups/{given['id']}")

    def planned() -> int:
        every = agnes.get(f"{path}/reminders")["reminders"]
        return sum(r["appointment_id"] in ids and r["state"] == "planned" for r in every)

    assert eventually(lambda: planned() == 3)
    stands = ((first, HOUR), (apart, APART), (last, HOUR))
    for day, hour in stands:
        before = len(messages(town, hour))
        town.clock.move(day_before(f"{day}T{hour}") - town.clock.now())
        assert eventually(lambda hour=hour, before=before: len(messages(town, hour)) == before + 1)  # type: ignore[misc]
    town.clock.move(timedelta(days=3))
    assert not eventually_more(town)
    assert (len(messages(town, HOUR)), len(messages(town, APART))) == (2, 1)


def eventually_more(town: Town) -> bool:
    """Whether anything more leaves within a few scans."""
    before = len(messages(town, ""))
    return any(_more(town, before) for _ in range(20))


def _more(town: Town, before: int) -> bool:
    time.sleep(BETWEEN_LOOKS_S)
    return len(messages(town, "")) > before


@pytest.mark.feature("S11")
def test_a_telephone_reads_at_the_secret_address_until_it_is_stopped(tmp_path_factory: Any) -> None:
    with a_town(tmp_path_factory.mktemp("feed")) as town:
        awa, path = town.people["awa"], f"/vaults/{town.ids['vault']}"
        given = awa.post(f"{path}/calendar-addresses", {})
        read = requests.get(given["url"], timeout=30)
        assert (read.status_code, read.text.count("BEGIN:VEVENT")) == (200, 1)
        assert "canari" not in read.text
        taken = awa.download(f"{path}/calendar.ics").decode()
        assert "Rendezvouscanari" in taken
        awa.delete(f"{path}/calendar-addresses/{given['address']['id']}")
        refused = requests.get(given["url"], timeout=30)
        assert refused.status_code == 404
        kinds = [line["kind"] for line in town.log_since()]
        acts = ("calendar_address_given", "calendar_read", "calendar_taken", "calendar_address_withdrawn")
        assert [act for act in acts if act not in kinds] == []


@pytest.mark.feature("S2", "S11")
def test_changed_after_it_was_made_it_is_reminded_at_the_new_hour_and_the_telephone_follows(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with a_town(tmp_path_factory.mktemp("changed")) as town:
        agnes, awa, path = town.people["agnes"], town.people["awa"], f"/vaults/{town.ids['vault']}"
        starts = f"{day_of(town, 0)}T16:40"
        body = {"title": "Soin (démo)", "zone": ZONE, "starts_local": starts}
        one = agnes.post(f"{path}/appointments", body)["id"]
        told = {"title": "Radio (démo)", "lead_hours": [48]}
        changed = agnes.call("PATCH", f"{path}/appointments/{one}", json=told)
        assert {name: changed[name] for name in told} == told
        text = awa.download(f"{path}/calendar.ics", appointment=one).decode()
        assert "SUMMARY:Radio" in text
        assert "SEQUENCE:2" in text
        (lines,) = [line["changes"] for line in town.log_since() if line["kind"] == "appointment_amended"]
        assert lines[0] == {"what": "title", "before": "Soin (démo)", "after": "Radio (démo)"}

        def states() -> dict[int, str]:
            every = agnes.get(f"{path}/reminders")["reminders"]
            return {r["lead_hours"]: r["state"] for r in every if r["appointment_id"] == one}

        assert eventually(lambda: states() == {24: "dropped", 48: "planned"})
        town.clock.move(day_before(starts) - timedelta(hours=24) - town.clock.now())
        assert eventually(lambda: len(messages(town, "16:40")) == 1)
        town.clock.move(timedelta(days=1))
        assert not eventually_more(town)
