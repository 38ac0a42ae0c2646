"""Vaults of people who are not there, in a real browser without JavaScript, with the real vault behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from deploy.shots_stage import Stage
from deploy.story.people import AGNES, PASSWORD
from tests.browser.test_pages import PHONE, TIMEOUT_MS

PEOPLE = "Prénom;Nom;Téléphone\nAwa;Exemple;0639980011\nLéo;Essai;0199000000\nMia;Fictive;\n".encode()
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone's browser, its JavaScript off: style and evaluation are the tests' own."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    yield context
    context.close()


def professional(plain: BrowserContext, stage: Stage) -> Page:
    page = plain.new_page()
    page.goto(f"{stage.base_url}/connexion")
    page.fill("#email", AGNES["email"])
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("text=Les personnes que je suis")
    return page


def somebody(browser: Browser) -> Page:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    return context.new_page()


def answer_with_less(page: Page) -> None:
    """Of what is asked, papers to be seen only."""
    page.click("text=Voir et répondre")
    for action in ("add", "print"):
        page.locator(f"[name=actions][value={action}]").uncheck()
    page.click("button[value=yes]")
    page.wait_for_selector(".note.good")


@pytest.mark.feature("V22")
def test_a_file_opens_vaults_whose_people_come_choose_and_give_less(
    plain: BrowserContext, browser: Browser, stage: Stage
) -> None:
    page = professional(plain, stage)
    page.goto(f"{stage.base_url}/coffres/fichier")
    page.locator("[name=categories]").first.check()
    page.set_input_files("#file", FilePayload(name="personnes.csv", mimeType="text/csv", buffer=PEOPLE))
    page.click("main form button")
    assert "ce n'est pas un numéro de mobile" in page.inner_text("#ligne-3")
    assert page.evaluate(WIDE) == 0
    page.click("main form button")
    page.wait_for_selector("text=2 coffres sont ouverts")  # the page refreshes itself
    page.click("a[href$='/cartes']")
    cards = page.locator(".keycard .code").all_inner_texts()
    assert (len(cards), page.evaluate(WIDE)) == (2, 0)
    person = somebody(browser)
    person.goto(f"{stage.base_url}/connexion/carte")
    person.fill("#card", cards[0])
    person.click("main form button >> nth=0")
    person.fill("#pin", "4807")
    person.fill("#pin_again", "4807")
    person.click("main form button")
    answer_with_less(person)
    page.goto(stage.base_url)
    page.click("text=Awa Exemple >> nth=0")
    person.context.close()


@pytest.mark.feature("V1")
def test_a_code_read_on_the_phone_opens_the_persons_own_vault_with_a_phrase(
    plain: BrowserContext, browser: Browser, stage: Stage
) -> None:
    page = professional(plain, stage)
    page.goto(f"{stage.base_url}/coffres/a-distance")
    page.fill("#given_name", "Nino")
    page.locator("[name=categories]").first.check()
    page.click("main form button")
    code = page.inner_text(".spoken-code")
    person = somebody(browser)
    person.goto(f"{stage.base_url}/ouvrir")
    person.fill("#code", code)
    person.click("main summary")
    for box in ("#phrase", "#phrase_again"):
        person.fill(box, "la mésange mange du pain")
    person.click("main form button")
    assert "Nino" in person.inner_text(".keycard")
    person.click("text=C'est gardé")
    answer_with_less(person)
    person.context.close()


@pytest.mark.feature("V1")
def test_a_code_guessed_opens_nothing(plain: BrowserContext, stage: Stage) -> None:
    page = plain.new_page()
    page.goto(f"{stage.base_url}/ouvrir")
    page.fill("#code", "0000 0000 0000")
    page.fill("#pin", "4807")
    page.fill("#pin_again", "4807")
    page.click("main form button")
    assert page.locator("[role=alert]").count() == 1
    assert page.locator(".keycard").count() == 0
