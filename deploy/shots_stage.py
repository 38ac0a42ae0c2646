"""Where the pictures are taken: people, places and a vault, made through the API. All is fictitious."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.embedded import Embedded
from deploy.story import papers
from deploy.story.client import ApiProblemError, Client
from deploy.story.people import AGNES, BRUNO, CHLOE, PASSWORD
from services.ingest.sources.generate import generate_register
from shared.clock import ShiftedClock

PLACES = 400
OPERATOR = ("operateur@exemple.invalid", "demonstration-seulement-0")
PIN = "4807"
FACTS_MAX_S = 30.0


@dataclass(frozen=True)
class Stage:
    """Where the pictures are taken: the address, the person's card, ids by name."""

    base_url: str
    card: str
    card_page: str
    ids: dict[str, str]


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
            "consent": {**_terms("organisation", org, "Maison des Tilleuls (démo)", now), "reshare": True},
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
