"""The calendar of the whole life: appointments, those that come again, groups, addresses; and an upload."""

from __future__ import annotations

import hashlib
from typing import Any

from deploy.story import papers
from services.gateway.identity.link_secrets import secret_hash
from shared.contracts import vault_appointments as a
from shared.contracts import vault_calendar as calendar
from shared.contracts import vault_day as day
from shared.contracts import vault_groups as groups
from shared.contracts import vault_recurring_groups as recurring
from shared.contracts import vault_series as series
from shared.contracts import vault_uploads as uploads
from shared.rpc.call import Actor
from tests.unit.vault.test_uploads import send

ANONYMOUS = Actor(id="anonymous", kind="anonymous")


def live_appointments(life: Any) -> None:
    for number in range(2):
        said = {"title": life.say(f"meeting_{number}"), "place_name": life.say(f"place_{number}")}
        made = life.ask(
            life.pro, life.on(a.ScheduleAppointment, **said, starts_local=f"{life.day(61)}T10:00", zone="UTC")
        )
    meeting = {"appointment_id": made.id}
    life.ask(
        life.pro, life.on(a.MoveAppointment, **meeting, starts_local=f"{life.day(62)}T10:00", zone="UTC")
    )
    said = {"title": life.say("meeting_amended"), "place_name": life.say("place_amended")}
    life.ask(life.pro, life.on(a.AmendAppointment, **meeting, **said, lead_hours=[2]))
    life.ask(life.pro, life.on(a.CancelAppointment, **meeting))
    said = {"title": life.say("series"), "place_name": life.say("series_place"), "zone": "UTC"}
    weekly = series.Rhythm(count=4)
    again = life.ask(
        life.pro, life.on(series.ScheduleSeries, **said, starts_local=f"{life.day(63)}T10:00", rhythm=weekly)
    )
    dates = [one.appointment.id for one in again.occurrences]
    of = {"series_id": again.id}
    later = {"appointment_id": dates[1], "starts_local": f"{life.day(71)}T10:00"}
    life.ask(life.pro, life.on(series.MoveSeries, **of, **later))
    life.ask(life.pro, life.on(series.CancelSeries, **of, from_appointment_id=dates[2]))
    life.ask(life.pro, life.on(series.PutBackOccurrences, **of, appointment_ids=[dates[2]]))
    life.ask(life.pro, day.ListDayAppointments(day=life.day(61)))


def live_groups(life: Any) -> None:
    """Given, taken away and given again, moved, cancelled; then one that comes again."""
    said = {"title": life.say("group"), "place_name": life.say("group_place"), "zone": "UTC"}
    people = {"vault_ids": [life.vault_id]}
    made = life.ask(life.pro, groups.ScheduleGroup(**said, **people, starts_local=f"{life.day(65)}T10:00"))
    of = {"group_id": made.id}
    life.ask(life.pro, groups.RemoveFromGroup(**of, vault_id=life.vault_id))
    life.ask(life.pro, groups.AddToGroup(**of, **people))
    life.ask(life.pro, groups.MoveGroup(**of, starts_local=f"{life.day(66)}T10:00"))
    life.ask(life.pro, groups.CancelGroup(**of))
    said = {"title": life.say("recurring"), "place_name": life.say("recurring_place"), "zone": "UTC"}
    comes = {"starts_local": f"{life.day(68)}T10:00", "rhythm": series.Rhythm(count=2)}
    again = life.ask(life.pro, recurring.ScheduleRecurringGroup(**said, **people, **comes))
    of_all = {"recurring_id": again.id}
    life.ask(life.pro, recurring.LeaveRecurringGroup(**of_all, vault_id=life.vault_id))
    life.ask(life.pro, recurring.JoinRecurringGroup(**of_all, **people))
    life.ask(life.pro, recurring.CancelRecurringGroup(**of_all))


def live_addresses(life: Any) -> None:
    secret = secret_hash(f"calendar {life.vault_id}")
    life.ask(life.person, life.on(calendar.TakeCalendar))
    given = life.ask(life.person, life.on(calendar.GiveCalendarAddress, secret_hash=secret))
    life.ask(ANONYMOUS, calendar.ReadCalendar(secret_hash=secret))
    life.ask(life.person, life.on(calendar.WithdrawCalendarAddress, address_id=given.id))


def live_uploads(life: Any) -> None:
    """One that is whole, one that is given up."""
    content = papers.a_pdf()
    about = {"category": "identity", "size_bytes": len(content)}
    digest = hashlib.sha256(content).hexdigest()
    for what in ("upload", "upload_dropped"):
        ticket = life.ask(
            life.pro, life.on(uploads.BeginUpload, **about, sha256=digest, title=life.say(what))
        )
        if what == "upload":
            send(life.house, ticket, content)
            life.ask(life.pro, life.on(uploads.EndUpload, upload_id=ticket.id))
        life.ask(life.pro, life.on(uploads.DropUpload, upload_id=ticket.id))
