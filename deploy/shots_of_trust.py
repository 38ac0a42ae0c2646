"""Who may see, and what happens in another's name, to be pictured: see shots.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import FilePayload, Page

from deploy.story import papers


def show_emergency(page: Page, vault: str, take: Any) -> None:
    """Somebody without consent opens in an emergency: asked why, then what they see."""
    take(page, "emergency", f"/coffre/{vault}/urgence")
    if page.locator("[name=reason]").count():
        page.locator("[name=reason]").first.check()
        page.fill("[name=account]", "Malaise dans la rue, il faut savoir ses traitements (démo)")
        page.click("main form.card button")
    take(page, "emergency-open")


def show_mandate(page: Page, base_url: str, vault: str, take: Any) -> None:
    """A court's mandate, written down before the decision is attached."""
    page.goto(f"{base_url}/coffre/{vault}/mandats")
    take(page, "mandate-new")
    if page.locator("main .card").count():
        return
    page.locator("[name=kind]").first.check()
    page.locator("[name=categories]").first.check()
    today = date.today()  # noqa: DTZ011  # a picture
    page.fill("#since", today.isoformat())
    page.fill("#until", (today + timedelta(days=300)).isoformat())
    page.fill("#court", "Tribunal de Villefictive (démo)")
    page.fill("#reference", "24/000 (démo)")
    page.click("main details form button")
    take(page, "mandates")


def show_professional(page: Page, base_url: str, vault: str, take: Any) -> None:
    """What a professional may pass on, note, and do for who lost a card."""
    page.goto(f"{base_url}/coffre/{vault}")
    page.click("a[href*='/autorisations/'] >> nth=0")
    take(page, "pass-on")
    take(page, "recovery", f"/coffre/{vault}/secours")
    take(page, "person-notes", f"/coffre/{vault}/notes")
    take(page, "person-contacts", f"/coffre/{vault}/contacts")


def show_trust(page: Page, base_url: str, take: Any) -> None:
    """The person's side: who can see, the members of a service, the receipt."""
    take(page, "who-sees", "/qui-voit")
    for name, part in (("members", "/membres"), ("receipt", "/recu")):
        page.goto(f"{base_url}/partage")
        page.click(f"a[href$='{part}'] >> nth=0")
        take(page, name)


def show_notebook(page: Page, base_url: str, take: Any) -> None:
    """Notes and people to call, empty first, then with one of each."""
    page.goto(f"{base_url}/")
    page.click("a.tile[href$='/notes']")
    if not page.locator("main li.card").count():
        take(page, "notes-none")
        page.fill("#text", "Demander l'attestation de la CAF (démo)")
        page.click("main form.card button")
    take(page, "notes")
    page.goto(f"{base_url}/")
    page.click("a.tile[href$='/contacts']")
    if not page.locator("main li.card").count():
        take(page, "my-contacts-none")
        page.click("main details >> nth=0")
        take(page, "my-contacts-adding")
        page.fill("main details form [name=name]", "Tante Inventée (démo)")
        page.fill("#phones-0", "+33639980099")
        page.click("main details form button >> nth=0")
    take(page, "my-contacts")


def show_draft(page: Page, base_url: str, take: Any) -> None:
    """Two photos that will be one paper."""
    page.goto(f"{base_url}/papiers/ajouter")
    page.locator("[name=category]").first.check()
    page.fill("[name=title]", "Bail, deux pages (démo)")
    page.check("[name=several]")
    photo = FilePayload(name="page.jpg", mimeType="image/jpeg", buffer=papers.a_photo_with_a_position())
    page.set_input_files("#file", [photo, photo])
    page.click("main form button")
    page.wait_for_load_state("networkidle")
    take(page, "draft")
