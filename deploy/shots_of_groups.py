"""Pictures of an appointment given to several people, once or again and again."""

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
    page.goto(f"{base_url}/groupes/nouveau")
    page.fill("#title", "Atelier numérique (démo)")
    page.fill("#starts_local", f"{day}T10:00")
    page.fill("#capacity", "6")
    page.locator("main details summary").first.click()
    page.locator("main input[value=week]").check()
    page.fill("#count", "4")
    page.locator("main input[name=vault_ids]").first.check()
    take(page, "group-again-new")
    page.click("main form button")
    page.locator("main .card .actions a").nth(1).click()
    page.fill("#starts_local", f"{day}T16:00")
    page.click("text=Déplacer")
    take(page, "group-date")
    page.click("text=Voir toutes les dates et qui vient")
    take(page, "group-again")
    take(page, "groups", "/groupes")
