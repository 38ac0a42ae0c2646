"""The pages in a real browser: without JavaScript, by keyboard alone, on a small phone, with big enough
targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from deploy.shots_stage import PIN, Stage
from deploy.story.papers import a_pdf
from deploy.story.people import AGNES, PASSWORD

PHONE = {"width": 320, "height": 640}
TARGET_MIN_PX = 48
TIMEOUT_MS = 15_000
TARGETS = (
    "main a.button, main button, nav a, header button, header a, .tile, .choice, summary, select, "
    "input:not([type=hidden]):not([type=radio]):not([type=checkbox])"
)
HOLDER_PAGES = (
    "/",
    "/papiers",
    "/papiers/ajouter",
    "/rendez-vous",
    "/mon-agenda",
    "/partage",
    "/journal",
    "/emporter",
    "/reglages",
)
SMALL = f"""() => [...document.querySelectorAll({TARGETS!r})]
  .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
  .filter(([_, height]) => height < {TARGET_MIN_PX} - 0.5)"""
UNLABELLED = """() => [...document.querySelectorAll('input:not([type=hidden]), select')]
  .filter(e => !e.labels.length || !e.labels[0].textContent.trim()).map(e => e.outerHTML)"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A small phone's page. Nothing may be reported on its console."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    opened, complaints = context.new_page(), []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    # a refusal is a status the browser reports; a sandboxed picture may not ask for the site's own icon
    told = [text for text in complaints if "status of 4" not in text and "NotSameOrigin" not in text]
    assert told == []


def enter_by_card(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.base_url}/connexion/carte")
    page.fill("#card", stage.card)
    page.fill("#pin", PIN)
    page.click("main form button")
    page.wait_for_selector(".tiles")


def enter_by_email(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.base_url}/connexion")
    page.fill("#email", AGNES["email"])
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("text=Les personnes que je suis")


def check_page(page: Page) -> None:
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Maillon")
    assert page.evaluate(SMALL) == []
    assert page.evaluate(UNLABELLED) == []
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, "the page scrolls sideways on a small phone"


@pytest.mark.feature("X1")
def test_the_persons_pages_fit_a_small_phone_with_big_targets(page: Page, stage: Stage) -> None:
    enter_by_card(page, stage)
    for path in HOLDER_PAGES:
        page.goto(stage.base_url + path)
        check_page(page)


@pytest.mark.feature("X1")
def test_the_professionals_pages_fit_a_small_phone_with_big_targets(page: Page, stage: Stage) -> None:
    enter_by_email(page, stage)
    vault, org = stage.ids["vault"], stage.ids["org"]
    for path in (
        "/",
        "/lieux?q=centre",
        "/contacts",
        "/structures",
        f"/structures/{org}",
        "/coffres/nouveau",
        "/groupes",
        "/groupes/nouveau",
        f"/coffre/{vault}/series",
    ):
        page.goto(stage.base_url + path)
        check_page(page)
    page.goto(f"{stage.base_url}/coffre/{vault}")
    for summary in page.locator("summary").all():
        summary.click()
    check_page(page)


@pytest.mark.feature("X3")
def test_every_big_button_of_the_person_has_a_pictogram_and_a_word(page: Page, stage: Stage) -> None:
    enter_by_card(page, stage)
    tiles = page.locator(".tile").all()
    assert len(tiles) == 11
    for tile in tiles:
        assert tile.locator("svg").count() == 1
        assert tile.inner_text().strip()


@pytest.mark.feature("S1")
def test_without_javascript_what_comes_again_is_kept_moved_cancelled_and_put_back(
    browser: Browser, stage: Stage
) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    enter_by_card(page, stage)
    page.goto(f"{stage.base_url}/coffre/{stage.ids['vault']}/series")
    page.fill("#title", "Atelier (démo)")
    page.fill("#starts_local", f"{stage.ids['day']}T10:00")
    page.fill("#count", "4")
    page.click("main form button")
    assert "Rien n'est encore noté." in page.inner_text("main")
    page.locator("main input[name=skipped]").nth(1).check()
    page.click("main form button")
    assert "Encore 3 fois." in page.inner_text("main")
    page.locator("main .card a").nth(1).click()
    page.fill("#rest-starts_local", f"{_days_after(stage.ids['day'], 15)}T11:00")
    page.click("text=Déplacer celui-ci et les suivants")
    assert page.inner_text("main").count("à 11h00") >= 2
    page.click("text=Défaire ce déplacement")
    page.click("text=Annuler toutes les dates")
    assert "3 dates à venir sont annulées." in page.inner_text("main")
    page.click("text=Tout remettre")
    assert "Encore 3 fois." in page.inner_text("main")
    context.close()


def _days_after(day: str, days: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=days))


def test_without_javascript_a_paper_is_added_and_seen(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    enter_by_card(page, stage)
    page.goto(f"{stage.base_url}/papiers/ajouter")
    page.check("input[value=housing]")
    page.fill("#paper-title", "Quittance (démo)")
    files: Any = {"name": "q.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    page.set_input_files("#file", files)
    page.click("main form button")
    assert "Le papier est gardé." in page.inner_text("main")
    assert "Quittance (démo)" in page.inner_text("main")
    context.close()


def test_by_keyboard_alone_one_comes_in_and_skips_to_the_content(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.base_url}/connexion")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "email"
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.type(AGNES["email"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Les personnes que je suis")


def test_a_scanned_card_fills_its_code_and_leaves_no_trace_in_the_address(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.base_url}/connexion/carte#{stage.card}")
    assert page.input_value("#card") == stage.card
    assert "#" not in page.url


def test_on_paper_only_the_card_is_printed(page: Page, stage: Stage) -> None:
    enter_by_email(page, stage)
    page.goto(stage.base_url + stage.card_page)
    page.emulate_media(media="print")
    assert page.is_visible(".keycard .qr")
    assert not page.is_visible("header")
    assert not page.is_visible("main .button")


def test_a_picture_and_a_pdf_open_under_the_strict_policy(page: Page, stage: Stage) -> None:
    enter_by_card(page, stage)
    page.goto(f"{stage.base_url}/papiers")
    link = page.locator("li:has-text('Ordonnance') a:has-text('Voir')").get_attribute("href")
    page.goto(f"{stage.base_url}{link}")
    width = page.evaluate("() => document.images[0].naturalWidth")
    assert width == 320


def test_a_request_is_granted_then_stopped_in_two_taps_and_the_result_is_said(
    page: Page, stage: Stage
) -> None:
    enter_by_card(page, stage)
    page.click("text=Voir et répondre")
    check_page(page)
    page.click("text=Oui, j'autorise")
    assert "L'autorisation est donnée." in page.inner_text("main")
    page.locator("li:has-text('Canal') .button.stop").click()
    check_page(page)
    page.click("text=Oui, arrêter")
    assert "ne peut plus rien ouvrir" in page.inner_text("main")
    check_page(page)
