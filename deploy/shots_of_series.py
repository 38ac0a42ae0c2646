"""Pictures of what comes again in a calendar: the form, its dates, the series, one of it, and its change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page


def show_series(page: Page, base_url: str, vault: str, day: str, take: Any) -> None:
    """`day`: an ISO date to come."""
    take(page, "series-new", f"/coffre/{vault}/series")
    page.fill("#title", "Atelier numérique (démo)")
    page.fill("#starts_local", f"{day}T10:00")
    page.fill("#place_name", "Centre social (démo)")
    page.fill("#until", str(date.fromisoformat(day) + timedelta(weeks=8)))
    page.click("main form button")
    take(page, "series-dates")
    page.locator("main form input[type=checkbox]").nth(3).check()
    page.click("main form button")
    take(page, "series")
    page.locator("main .card a").nth(1).click()
    take(page, "series-one")
    page.click("text=Changer le sujet, le lieu ou les rappels")
    page.fill("#amend-title", "Fête de l'atelier (démo)")
    page.locator("main details input[type=checkbox]").first.check()
    take(page, "appointment-change")
    page.click("text=Garder ces changements")
    page.locator("main .card a").nth(1).click()
    page.click("text=Annuler celui-ci et les suivants")
    take(page, "series-cancelled")
    page.click("text=Tout remettre")
    page.goto(f"{base_url}/rendez-vous")
    take(page, "appointments-series")
    take(page, "agenda", "/mon-agenda")
    page.click("text=Faire une adresse")
    take(page, "agenda-given")
    take(page, "log-changed", "/journal")
