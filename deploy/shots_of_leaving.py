"""Sendings cut by the network, the way back with two witnesses, and what is left once all is erased, to be
pictured: see shots.py.
"""

from __future__ import annotations

import io
import os
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Page, Route

HEAVY = (900, 900)  # pixels of noise, too heavy to be sent in one piece


def show_sending(page: Page, base_url: str, take: Any) -> None:
    """A paper whose sending waits for the network."""
    page.goto(f"{base_url}/papiers/ajouter")
    page.route("**/uploads/*", _cut)
    page.check("input[value=health]")
    page.fill("#paper-title", "Radio (démo)")
    made = io.BytesIO()
    Image.frombytes("RGB", HEAVY, os.urandom(3 * HEAVY[0] * HEAVY[1])).save(made, "JPEG", quality=97)
    photo = FilePayload(name="radio.jpg", mimeType="image/jpeg", buffer=made.getvalue())
    page.set_input_files("#file", photo)
    page.click("main form button")
    page.wait_for_selector("text=Plus de réseau")
    take(page, "sending")
    page.goto(f"{base_url}/")
    page.unroute("**/uploads/*")


def _cut(route: Route) -> None:
    """The pieces are lost; what asks how much has come is answered."""
    if route.request.method == "PATCH":
        route.abort()
    else:
        route.continue_()


def show_project(page: Page, vault: str, take: Any) -> None:
    """The person's project, empty, then being written."""
    take(page, "project", f"/coffre/{vault}/projet")
    take(page, "project-write", f"/coffre/{vault}/projet/ecrire")


def show_represented_vault(page: Page, base_url: str, take: Any) -> None:
    """The vault of who cannot sign: its card, then the decision that is asked."""
    page.goto(f"{base_url}/coffres/represente")
    page.fill("#given_name", "Lou")
    page.locator("[name=kind]").first.check()
    page.locator("[name=categories]").first.check()
    for name, value in (("since", "2026-01-01"), ("until", "2027-01-01")):
        page.fill(f"#{name}", value)
    page.fill("#court", "Tribunal de Villefictive (démo)")
    page.fill("#reference", "24/001 (démo)")
    for name in ("pin", "pin_again"):
        page.fill(f"#{name}", "4807")
    page.click("main form button")
    take(page, "represented-card")
    page.click("text=Joindre la décision")
    take(page, "represented")


def show_second_witness(first: Page, second: Page, base_url: str, vault: str, take: Any) -> None:
    """Two people who follow the person say that they are there: the new code may be chosen."""
    for page in (first, second):
        page.goto(f"{base_url}/coffre/{vault}/secours")
        if page.locator("[name=here]").count():
            page.locator("#les-deux").evaluate("one => { one.open = true }")
            page.check("[name=here]")
            page.click("form[action$='/temoin'] button")
    take(second, "way-back-granted")


def share_further(page: Page, base_url: str, vault: str) -> None:
    """A professional shares with somebody else what the person allowed to."""
    page.goto(f"{base_url}/coffre/{vault}")
    page.click("a[href*='/autorisations/'] >> nth=0")
    form = page.locator("form[action$='/partager']")
    form.locator("[name=grantee]").first.check()
    form.locator("button").click()


def show_erasure(holder: Page, base_url: str, pin: str, kits: list[Any]) -> None:
    """What is gone and what stays, for good: the same page at every size."""
    holder.goto(f"{base_url}/reglages")
    holder.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    form = holder.locator("form[action='/effacer']")
    form.locator("[name=pin]").fill(pin)
    form.locator("[name=confirmation]").fill("EFFACER")
    form.locator("button").last.click()
    holder.wait_for_url("**/effacement/**")
    for take, fresh in kits:
        page = fresh()
        page.goto(holder.url)
        take(page, "erasure")
