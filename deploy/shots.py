"""Pictures of the pages, phone and desktop, on data made through the API: `make shots`.

Needs a Chromium (`apt-get install chromium`); `CHROMIUM` names another one. Everything shown is fictitious.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.embedded import Embedded
from deploy.shots_of_papers import show_ends, show_links, show_reception
from deploy.story import papers
from deploy.story.client import ApiProblemError, Client
from deploy.story.people import AGNES, BRUNO, CHLOE, PASSWORD
from services.ingest.sources.generate import generate_register
from shared.clock import ShiftedClock

PLACES = 400
OPERATOR = ("operateur@exemple.invalid", "demonstration-seulement-0")
PIN = "4807"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
COLOURS = 48  # enough for our few colours, and a fourth of the weight
PAGE_TIMEOUT_MS = 15_000
FACTS_MAX_S = 30.0


@dataclass(frozen=True)
class Stage:
    """Where the pictures are taken: the address, the person's card, ids by name."""

    base_url: str
    card: str
    card_page: str
    ids: dict[str, str]


def main() -> int:
    """Take every picture into the folder named as argument, by default docs/screens."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens")
    folder.mkdir(parents=True, exist_ok=True)
    with installation() as maillon, sync_playwright() as playwright:
        stage = set_stage(maillon)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        for size, (width, height) in SIZES.items():
            _take_all(browser, stage, folder, size, {"width": width, "height": height})
        browser.close()
    print(f"shots: {len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


@contextmanager
def installation() -> Iterator[Embedded]:
    folder = Path(tempfile.mkdtemp(prefix="maillon-shots-"))
    try:
        maillon = Embedded(folder, ShiftedClock(), 0, rate_limited=False)
        maillon.create_operator(*OPERATOR)
        with maillon:
            yield maillon
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def set_stage(maillon: Embedded) -> Stage:
    """People, places, a vault, papers, an appointment and a request: what a week of use leaves."""
    operator = Client(maillon.base_url)
    operator.sign_in(email=OPERATOR[0], password=OPERATOR[1])
    register = maillon.inbox / "registre-engendre.csv"
    generate_register(register, places=PLACES)
    operator.post("/register/loads", {"path": register.name})
    people = {name: _enrol(maillon, profile) for name, profile in (("a", AGNES), ("b", BRUNO), ("c", CHLOE))}
    agnes, bruno, chloe = people["a"], people["b"], people["c"]
    for person in (agnes, chloe):
        operator.post(f"/professionals/{person.id}/verification")
    org = agnes.post("/organisations", {"name": "Maison des Tilleuls (démo)", "place_id": ""})["id"]
    other = chloe.post("/organisations", {"name": "Équipe mobile du Canal (démo)", "place_id": ""})["id"]
    team = agnes.post(f"/organisations/{org}/teams", {"name": "Équipe de rue"})["id"]
    agnes.post(f"/organisations/{org}/members", {"professional_id": bruno.id, "team_id": team})
    agnes.post("/contacts", {"professional_id": chloe.id})
    chloe.post(f"/contacts/{chloe.get('/contacts')['links'][0]['id']}/accept")
    opened = _open_vault(agnes, org, maillon.clock.now())
    _once_facts_have_travelled(lambda: agnes.get(f"/vaults/{opened['vault_id']}/documents"))
    _fill(agnes, opened["vault_id"], maillon.clock.now())
    request = {"terms": _terms("organisation", other, "Équipe mobile du Canal (démo)", maillon.clock.now())}
    chloe.post(f"/vaults/{opened['vault_id']}/consent-requests", request)
    day = str((maillon.clock.now() + timedelta(days=5)).date())
    ids = {"org": org, "vault": opened["vault_id"], "bruno": bruno.id, "day": day}
    return Stage(maillon.base_url, opened["card"], opened["card_page"], ids)


def _once_facts_have_travelled(ask: Callable[[], Any]) -> None:
    """The vault learns who belongs to which organisation from the directory's facts."""
    end = time.monotonic() + FACTS_MAX_S
    while True:
        try:
            ask()
            return
        except ApiProblemError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _enrol(maillon: Embedded, profile: dict[str, str]) -> Client:
    client = Client(maillon.base_url)
    answer = client.post("/accounts", {**profile, "password": PASSWORD, "bearer": True})
    client.accept(answer["id"], answer["token"])
    return client


def _terms(kind: str, grantee: str, name: str, now: datetime) -> dict[str, Any]:
    return {
        "grantee": {"kind": kind, "id": grantee, "name": name},
        "scope": {"categories": ["identity", "health", "rights"], "parts": ["appointments"]},
        "actions": ["see", "add", "print"],
        "purpose": "rights",
        "until": (now + timedelta(days=180)).isoformat(),
    }


def _open_vault(agnes: Client, org: str, now: datetime) -> dict[str, str]:
    opened: dict[str, str] = agnes.post(
        "/vaults",
        {
            "given_name": "Awa",
            "family_name": "Exemple",
            "phone": "+33639980010",
            "pin": PIN,
            "consent": _terms("organisation", org, "Maison des Tilleuls (démo)", now),
        },
    )
    return opened


def _fill(agnes: Client, vault: str, now: datetime) -> None:
    path = f"/vaults/{vault}"
    agnes.upload(f"{path}/documents", papers.a_pdf(), category="identity", title="Carte d'identité (démo)")
    photo = papers.a_photo_with_a_position()
    agnes.upload(f"{path}/documents", photo, category="health", title="Ordonnance (démo)")
    day = (now + timedelta(days=5)).date()
    agnes.post(
        f"{path}/appointments",
        {
            "title": "Mairie, carte d'identité (démo)",
            "place_name": "Mairie (démo)",
            "starts_local": f"{day}T14:30",
        },
    )


def _take_all(browser: Browser, stage: Stage, folder: Path, size: str, viewport: Any) -> None:
    def take(page: Page, name: str, path: str = "") -> None:
        if path:
            page.goto(stage.base_url + path)
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        picture.quantize(COLOURS).save(folder / f"{name}-{size}.png", optimize=True)

    def fresh() -> Page:
        context = browser.new_context(viewport=viewport, locale="fr-FR")
        context.set_default_timeout(PAGE_TIMEOUT_MS)
        return context.new_page()

    page = fresh()
    for name, path in (("welcome", "/"), ("sign-in", "/connexion"), ("card-in", "/connexion/carte")):
        take(page, name, path)
    take(page, "sign-up", "/inscription")
    _professional(page, stage, take)
    _holder(fresh(), stage, take)
    page = fresh()
    _sign_in(page, stage, *OPERATOR)
    take(page, "operator", "/")


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
    show_reception(page, stage.base_url, vault, stage.ids["day"], take)


def _holder(page: Page, stage: Stage, take: Any) -> None:
    page.goto(f"{stage.base_url}/connexion/carte#{stage.card}")
    page.fill("#pin", PIN)
    page.click("main form button")
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
    show_links(page, stage.base_url, take)
    show_ends(page, stage.base_url, take)
    page.goto(f"{stage.base_url}/")
    page.click("text=Voir et répondre")
    take(page, "request")
    page.goto(f"{stage.base_url}/partage")
    page.locator(".button.stop").first.click()
    take(page, "stop")


if __name__ == "__main__":
    sys.exit(main())
