"""Pictures of an appointment given to several people."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def show_groups(page: Page, base_url: str, day: str, take: Any) -> None:
    """`day`: an ISO date to come."""
    page.goto(f"{base_url}/groupes/nouveau")
    page.fill("#title", "Atelier cuisine (démo)")
    page.fill("#starts_local", f"{day}T14:00")
    page.fill("#place_name", "Centre social (démo)")
    page.fill("#capacity", "8")
    page.locator("main input[name=vault_ids]").first.check()
    take(page, "group-new")
    page.click("main form button")
    take(page, "group")
    take(page, "groups", "/groupes")
