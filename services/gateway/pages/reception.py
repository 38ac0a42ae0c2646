"""The reception's day: who is expected, printed; slips to cut for those who have no telephone."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from litestar import Controller, get

from services.gateway.pages.view import Page, TheView, View
from shared.contracts.vault_day import DayAppointments, ListDayAppointments


class ReceptionPages(Controller):
    """For professionals."""

    path = "/accueil"
    include_in_schema = False

    @get("/")
    async def day(self, view: TheView) -> Page:
        return await _show(view, "day.html")

    @get("/billets")
    async def slips(self, view: TheView) -> Page:
        return await _show(view, "slips.html")


async def _show(view: View, template: str) -> Page:
    talk = view.need("professional")
    day = _day(view)
    listed = await talk.ask(ListDayAppointments(day=day.isoformat()), DayAppointments)
    before, after = ((day + timedelta(days=n)).isoformat() for n in (-1, 1))
    return view.show(
        template, day=day.isoformat(), appointments=listed.appointments, before=before, after=after
    )


def _day(view: View) -> date:
    """The day asked, today where the installation is when it is none."""
    try:
        return date.fromisoformat(view.request.query_params.get("jour", ""))
    except ValueError:
        return view.parts.clock.now().astimezone(ZoneInfo(view.parts.settings.zone)).date()
