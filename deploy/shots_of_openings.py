"""Vaults opened for people who are not there, to be pictured: see shots.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FilePayload, Page

PEOPLE = "Prénom;Nom;Langue;Téléphone;Référence;Adresse\nAwa;Exemple;français;0639980011;{n}-1;\n" + (
    "Léo;Essai;anglais;0199000000;{n}-2;\nMia;Fictive;arabe;;{n}-3;\nNino;Exemple;espagnol;;{n}-4;\n"
)


def show_many(page: Page, base_url: str, fresh: Callable[[], Page], take: Any) -> None:
    """A file with a fault, its preview, what was opened, the cards; then the first time of one person."""
    take(page, "many-vaults", "/coffres/fichier")
    width = (page.viewport_size or {"width": 0})["width"]
    page.locator("[name=categories]").first.check()
    content = PEOPLE.format(n=width).encode()
    page.set_input_files("#file", FilePayload(name="personnes.csv", mimeType="text/csv", buffer=content))
    page.click("main form button")
    take(page, "many-preview")
    page.click("main form button")
    if page.locator("progress").count():
        take(page, "many-opening")
    page.wait_for_selector(".note.good")
    take(page, "many-opened")
    page.click("a[href$='/cartes']")
    take(page, "many-cards")
    card = page.locator(".code").first.inner_text()
    person = fresh()
    person.goto(f"{base_url}/connexion/carte#{card}")
    person.click("main form button >> nth=0")
    take(person, "first-use")
    person.fill("#pin", "4807")
    person.fill("#pin_again", "4807")
    person.click("main form button")
    take(person, "first-home")


def show_remote(page: Page, base_url: str, fresh: Callable[[], Page], take: Any) -> None:
    """Both sides of a telephone call: the code to read, the code to type, the card."""
    take(page, "remote-new", "/coffres/a-distance")
    page.fill("#given_name", "Awa")
    page.fill("#phone", "0639980011")
    page.locator("[name=categories]").first.check()
    page.click("main form button")
    page.click("form[action$='/sms'] button")
    take(page, "remote-code")
    code = page.locator(".spoken-code").inner_text()
    person = fresh()
    person.goto(f"{base_url}/ouvrir")
    take(person, "remote-in")
    person.fill("#code", code)
    person.fill("#pin", "4807")
    person.fill("#pin_again", "4807")
    person.click("main form button")
    take(person, "remote-card")


def show_secret(page: Page, base_url: str, take: Any) -> None:
    """Changing one's code for a phrase, and the door that takes it."""
    page.goto(f"{base_url}/reglages/code")
    page.locator("main details").first.evaluate("one => one.open = true")
    take(page, "own-secret")
