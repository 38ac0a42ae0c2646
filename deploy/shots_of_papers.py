"""What becomes of papers, to be pictured: see shots.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page


def show_ends(page: Page, base_url: str, take: Any) -> None:
    """A paper that will soon end."""
    page.goto(f"{base_url}/papiers")
    page.click("text=Date de fin >> nth=0")
    take(page, "expiry")
    page.fill("#expires_on", (date.today() + timedelta(days=40)).isoformat())  # noqa: DTZ011  # a picture
    page.click("main form button >> nth=0")
    take(page, "papers-ending")
    take(page, "holder-home-ending", "/")


def show_folders(page: Page, base_url: str, take: Any) -> None:
    """A folder is made in a category, and a paper put in it."""
    page.goto(f"{base_url}/papiers")
    page.click("a.tile >> nth=0")
    if not page.locator("main a.tile").count():
        page.click("main details summary")
        page.fill("[name=label]", "Préfecture (démo)")
        page.click("main details form button")
    take(page, "category")
    page.goto(f"{base_url}/papiers")
    page.click("text=Ranger ailleurs >> nth=0")
    take(page, "paper-move")
    page.locator("[name=place][value*='/']").first.check()
    page.click("main form.stack button")
    take(page, "paper-moved")
    page.goto(f"{base_url}/papiers")
    page.click("a.tile >> nth=0")
    page.click("main a.tile >> nth=0")
    take(page, "folder")


def show_reception(page: Page, base_url: str, vault: str, day: str, take: Any) -> None:
    """The desk: the act to sign, the day's list, the slips."""
    page.goto(f"{base_url}/coffre/{vault}/actes")
    page.click("main form button")
    take(page, "act")
    take(page, "day", f"/accueil?jour={day}")
    take(page, "slips", f"/accueil/billets?jour={day}")
    take(page, "act-verify", "/actes/verifier?empreinte=" + "0" * 64)


def show_links(page: Page, base_url: str, take: Any) -> None:
    """A paper given by a link, as the person and as the visitor see it."""
    page.goto(f"{base_url}/papiers")
    page.click("text=Donner >> nth=0")
    take(page, "link-new")
    page.fill("#for_whom", "L'agence de logement (démo)")
    page.click("main form button")
    take(page, "link-given")
    address = page.inner_text(".keycard .code")
    take(page, "links", "/liens")
    page.goto(address)
    take(page, "link")
