"""Pictures of the pages, phone and desktop, on data made through the API: `make shots`.

Needs a Chromium (`apt-get install chromium`); `CHROMIUM` names another one. Everything shown is fictitious.
A page wider than a small phone, a target too small for a finger or a word left untranslated is told.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.embedded import Embedded
from deploy.shots_looked_at import faults_of
from deploy.shots_of_groups import show_groups
from deploy.shots_of_leaving import (
    share_further,
    show_erasure,
    show_project,
    show_represented_vault,
    show_second_witness,
    show_sending,
)
from deploy.shots_of_openings import show_many, show_remote, show_secret
from deploy.shots_of_papers import show_ends, show_folders, show_links, show_reception
from deploy.shots_of_series import show_series
from deploy.shots_of_trust import (
    show_draft,
    show_emergency,
    show_mandate,
    show_notebook,
    show_professional,
    show_trust,
)
from deploy.shots_of_way_back import show_refusal, show_represented, show_witness
from deploy.shots_stage import OPERATOR, PIN, Stage, installation, set_stage
from deploy.story.people import AGNES, BRUNO, CHLOE, PASSWORD
from shared.clock import ShiftedClock

SIZES = {"phone": (360, 780), "desktop": (1280, 800)}  # the phone: a cheap one
COLOURS = 48  # enough for our few colours, and a fourth of the weight
PAGE_TIMEOUT_MS = 15_000
NEARLY_OVER = timedelta(days=170)  # of the 180 days of the consent
PICTURES_DRAWN = """() => Promise.all([...document.images].map(
    one => { one.loading = 'eager'; return one.decode().catch(() => {}) }))"""


def main() -> int:
    """Take every picture into the folder named as argument, by default docs/screens."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens")
    folder.mkdir(parents=True, exist_ok=True)
    with installation() as maillon, sync_playwright() as playwright:
        stage = set_stage(maillon)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        kits: list[Any] = []
        for size, (width, height) in SIZES.items():
            take, fresh = _kit(browser, stage, folder, size, {"width": width, "height": height})
            kits.append((take, fresh))
            _take_all(stage, take, fresh)
        _take_last(maillon, stage, kits)
        browser.close()
    print(f"shots: {len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


def _kit(browser: Browser, stage: Stage, folder: Path, size: str, viewport: Any) -> tuple[Any, Any]:
    """What takes a picture at this size, and what opens a browser of it that nobody has used."""

    def take(page: Page, name: str, path: str = "") -> None:
        if path:
            page.goto(stage.base_url + path)
        page.evaluate(PICTURES_DRAWN)
        for fault in faults_of(page):
            print(f"shots: {name}, {size}: {fault}")
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        picture.quantize(COLOURS).save(folder / f"{name}-{size}.png", optimize=True)

    def fresh() -> Page:
        context = browser.new_context(viewport=viewport, locale="fr-FR")
        context.set_default_timeout(PAGE_TIMEOUT_MS)
        return context.new_page()

    return take, fresh


def _take_all(stage: Stage, take: Any, fresh: Callable[[], Page]) -> None:
    page = fresh()
    for name, path in (
        ("welcome", "/"),
        ("sign-in", "/connexion"),
        ("phrase-in", "/connexion/phrase"),
        ("card-in", "/connexion/carte"),
    ):
        take(page, name, path)
    take(page, "sign-up", "/inscription")
    _professional(page, stage, take)
    show_many(page, stage.base_url, fresh, take)
    show_remote(page, stage.base_url, fresh, take)
    page = fresh()
    _sign_in(page, stage, CHLOE["email"], PASSWORD)
    show_emergency(page, stage.ids["vault"], take)
    _holder(fresh(), stage, take)
    page = fresh()
    _sign_in(page, stage, *OPERATOR)
    take(page, "operator", "/")


def _take_last(maillon: Embedded, stage: Stage, kits: list[Any]) -> None:
    """What leaves the vault changed for good, once everything else is pictured at every size."""
    url, vault = stage.base_url, stage.ids["vault"]
    for take, fresh in kits:
        agnes, bruno = fresh(), fresh()
        _sign_in(agnes, stage, AGNES["email"], PASSWORD)
        _sign_in(bruno, stage, BRUNO["email"], PASSWORD)
        show_second_witness(agnes, bruno, url, vault, take)
    share_further(agnes, url, vault)
    for take, fresh in kits:
        person = fresh()
        _come_in(person, stage)
        take(person, "sharing-further", "/partage")
    if isinstance(maillon.clock, ShiftedClock):
        maillon.clock.move(NEARLY_OVER)
    for take, fresh in kits:
        agnes, person = fresh(), fresh()
        _sign_in(agnes, stage, AGNES["email"], PASSWORD)
        take(agnes, "renewal-professional", f"/coffre/{vault}")
        _come_in(person, stage)
        take(person, "renewal", "/partage")
    show_erasure(person, url, PIN, kits)


def _come_in(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.base_url}/connexion/carte#{stage.card}")
    page.fill("#pin", PIN)
    page.click("main form button")


def _sign_in(page: Page, stage: Stage, email: str, password: str) -> None:
    page.goto(f"{stage.base_url}/connexion")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main form button")


def _professional(page: Page, stage: Stage, take: Any) -> None:
    _sign_in(page, stage, AGNES["email"], "wrong on purpose")
    take(page, "sign-in-refused")
    _sign_in(page, stage, AGNES["email"], PASSWORD)
    vault, org = stage.ids["vault"], stage.ids["org"]
    for name, path in (
        ("pro-home", "/"),
        ("places", "/lieux?q=centre"),
        ("contacts", "/contacts?q=infirmi%C3%A8re"),
        ("organisations", "/structures"),
        ("organisation", f"/structures/{org}?q=B.%20F."),
        ("vault-new", "/coffres/nouveau"),
        ("key-card", stage.card_page),
        ("person", f"/coffre/{vault}"),
        ("not-found", "/coffre/nobody"),
    ):
        take(page, name, path)
    show_mandate(page, stage.base_url, vault, take)
    show_professional(page, stage.base_url, vault, take)
    show_reception(page, stage.base_url, vault, stage.ids["day"], take)
    show_groups(page, stage.base_url, stage.ids["day"], take)
    show_witness(page, stage.base_url, vault, take)
    show_represented(page, take)
    show_represented_vault(page, stage.base_url, take)
    take(page, "leaving", "/compte/effacer")


def _holder(page: Page, stage: Stage, take: Any) -> None:
    _come_in(page, stage)
    for name, path in (
        ("holder-home", "/"),
        ("papers", "/papiers"),
        ("add-paper", "/papiers/ajouter"),
        ("appointments", "/rendez-vous"),
        ("sharing", "/partage"),
        ("log", "/journal"),
        ("take-away", "/emporter"),
        ("settings", "/reglages"),
    ):
        take(page, name, path)
    show_secret(page, stage.base_url, take)
    show_trust(page, stage.base_url, take)
    show_refusal(page, take)
    show_notebook(page, stage.base_url, take)
    show_draft(page, stage.base_url, take)
    show_sending(page, stage.base_url, take)
    show_project(page, stage.ids["vault"], take)
    show_folders(page, stage.base_url, take)
    show_links(page, stage.base_url, take)
    show_ends(page, stage.base_url, take)
    show_series(page, stage.base_url, stage.ids["vault"], stage.ids["day"], take)
    page.goto(f"{stage.base_url}/")
    page.click("text=Voir et répondre")
    take(page, "request")
    page.goto(f"{stage.base_url}/partage")
    page.locator(".button.stop").first.click()
    take(page, "stop")


if __name__ == "__main__":
    sys.exit(main())
