"""The newer pages in a real browser: the rules of axe-core, the keyboard alone, no JavaScript, and what they
weigh over the wire on a first visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from deploy.shots_stage import PIN, Stage
from tests.browser.test_pages import PHONE, TIMEOUT_MS, check_page, enter_by_card, enter_by_email

FIRST_VIEW_MAX_BYTES = 60_000  # the design's, over the wire
TABS_MAX = 80  # a page needs fewer to be gone through
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
OPEN_ALL = "() => document.querySelectorAll('main details:not([name])').forEach(one => { one.open = true })"


def of_everybody(_stage: Stage) -> list[str]:
    return ["/", "/connexion/carte", "/connexion/phrase", "/ouvrir", "/actes/verifier"]


def of_the_person(stage: Stage) -> list[str]:
    vault = stage.ids["vault"]
    own = ("notes", "contacts", "projet", "projet/ecrire", "series")
    return [
        *("/", "/papiers", "/partage", "/qui-voit", "/liens", "/secours", "/mon-agenda", "/reglages/code"),
        *(f"/coffre/{vault}/{page}" for page in own),
    ]


def of_the_professional(stage: Stage) -> list[str]:
    vault, day = stage.ids["vault"], stage.ids["day"]
    return [
        *("/", "/coffres/a-distance", "/coffres/fichier", "/coffres/represente", "/groupes/nouveau"),
        *("/compte/effacer", f"/accueil?jour={day}"),
        *(f"/coffre/{vault}{page}" for page in ("", "/secours", "/mandats", "/actes", "/series")),
    ]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A small phone's page; the rules are brought in beside the page's own policy."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR", bypass_csp=True)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def check_rules(page: Page, path: str) -> None:
    """No rule of axe-core is broken, folded parts unfolded."""
    page.evaluate(OPEN_ALL)
    broken = Axe().run(page, options=RULES).response["violations"]
    told = [(one["id"], [node["html"][:90] for node in one["nodes"]][:3]) for one in broken]
    assert told == [], path


def look_at(page: Page, stage: Stage, paths: list[str]) -> None:
    for path in paths:
        page.goto(stage.base_url + path)
        check_page(page)
        check_rules(page, path)


@pytest.mark.feature("X1")
def test_pages_before_sign_in_break_no_rule_of_accessibility(page: Page, stage: Stage) -> None:
    look_at(page, stage, of_everybody(stage))


@pytest.mark.feature("X1")
def test_the_persons_newer_pages_break_no_rule_of_accessibility(page: Page, stage: Stage) -> None:
    enter_by_card(page, stage)
    look_at(page, stage, of_the_person(stage))


@pytest.mark.feature("X1")
def test_the_professionals_newer_pages_break_no_rule_of_accessibility(page: Page, stage: Stage) -> None:
    enter_by_email(page, stage)
    look_at(page, stage, of_the_professional(stage))


def test_in_english_no_newer_page_is_left_in_french(page: Page, stage: Stage) -> None:
    enter_by_email(page, stage)
    page.goto(f"{stage.base_url}/langue/en?vers=/")
    for path in of_the_professional(stage):
        page.goto(stage.base_url + path)
        assert page.get_attribute("html", "lang") == "en"
        check_page(page)


def signed_in(browser: Browser, stage: Stage, who: str) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, locale="fr-FR")  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    if who != "nobody":
        (enter_by_card if who == "person" else enter_by_email)(context.new_page(), stage)
    return context


@pytest.mark.feature("X1")
@pytest.mark.parametrize(
    ("who", "paths"),
    [("nobody", of_everybody), ("person", of_the_person), ("professional", of_the_professional)],
)
def test_a_first_view_weighs_little_over_the_wire(
    browser: Browser, stage: Stage, who: str, paths: Any
) -> None:
    with signed_in(browser, stage, who) as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        came: list[float] = []
        wire.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
        for path in paths(stage):
            came.clear()
            page.goto(stage.base_url + path, wait_until="networkidle")
            assert 0 < sum(came) <= FIRST_VIEW_MAX_BYTES, path


@pytest.mark.feature("V18")
def test_by_keyboard_alone_one_unfolds_what_is_lost_and_gives_ones_word(page: Page, stage: Stage) -> None:
    enter_by_email(page, stage)
    page.goto(f"{stage.base_url}/coffre/{stage.ids['vault']}/secours")
    tab_to(page, "e => e.matches('#les-deux > summary')")
    page.keyboard.press("Enter")
    tab_to(page, "e => e.name === 'here'")
    page.keyboard.press("Space")
    tab_to(page, "e => e.matches(\"form[action$='/temoin'] button\")")
    page.keyboard.press("Enter")
    page.wait_for_selector(".note.good")
    tab_to(page, "e => e.matches(\"form[action$='/alerte'] button\")")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=rien ne sera remplacé")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is there; what has it is always outlined."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => ({wanted})(document.activeElement)"):
            assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


@pytest.mark.feature("V18")
def test_without_javascript_a_forgotten_code_is_replaced_with_the_card(
    browser: Browser, stage: Stage
) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    enter_by_email(page, stage)
    page.goto(f"{stage.base_url}/coffre/{stage.ids['vault']}/secours")
    page.click("text=Code oublié, carte en main")
    page.fill("#card", stage.card)
    for box in ("#pin", "#pin_again"):
        page.fill(box, PIN)
    page.click("form[action$='/code'] button")
    assert "Le nouveau code marche." in page.inner_text("main")
    context.close()
