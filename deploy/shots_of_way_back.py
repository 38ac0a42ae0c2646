"""Card and PIN both lost, and the vault of who cannot sign, to be pictured: see shots.py."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def show_witness(page: Page, base_url: str, vault: str, take: Any) -> None:
    """A first word, what everybody concerned then sees, and the alarm that stops it."""
    page.goto(f"{base_url}/coffre/{vault}/secours")
    page.click("#les-deux summary")
    page.check("[name=here]")
    page.click("form[action$='/temoin'] button")
    take(page, "way-back-asked")
    take(page, "way-back-told", f"/coffre/{vault}")
    page.goto(f"{base_url}/coffre/{vault}/secours")
    page.click("form[action$='/alerte'] button")
    take(page, "way-back-stopped")


def show_refusal(page: Page, take: Any) -> None:
    """What the person reads of it, and the page that a message leads to."""
    take(page, "way-back-mine", "/secours")
    take(page, "way-back-no", "/non/0195f3a0000070008000000000000001/abcdefgh23")


def show_represented(page: Page, take: Any) -> None:
    """The form of a representative."""
    take(page, "represented-new", "/coffres/represente")
