"""A small town to attack: one installation, one vault worth stealing, and who has no business in it.

Awa holds the vault; Agnès, of the first service, opened it with her. Bruno was of that service and was
removed; Chloé, verified, is of another; Denis is verified by nobody; Fatou holds another vault; the operator
runs the place; and a stranger has no account.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from deploy.embedded import Embedded
from deploy.story import papers
from deploy.story.client import Client
from shared.clock import ShiftedClock

PASSWORD = "une phrase assez longue 0"
OPERATOR = "operateur@exemple.invalid"
PIN = "4807"
CANARIES = ("Awacanari", "Exemplecanari", "Titrecanari", "Lieucanari", "+33639980042", "Rendezvouscanari")
WAIT_S = 30


@dataclass
class Town:
    """`people` by name; `ids` of the vault and of everything in it."""

    maillon: Embedded
    clock: ShiftedClock
    people: dict[str, Client] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{self.maillon.base_url}/api/v1"

    def token(self, who: str) -> dict[str, str]:
        """The headers that speak for someone; none for the stranger."""
        if who == "stranger":
            return {}
        return {"Authorization": str(self.people[who]._http.headers["Authorization"])}

    def ask(self, who: str, method: str, path: str, **parts: Any) -> requests.Response:
        """One request as it is, without patience nor retry; `{vault}` and so on in `path` are filled in."""
        headers = {**self.token(who), **parts.pop("headers", {})}
        place = path.format(**self.ids)
        return requests.request(method, f"{self.url}{place}", headers=headers, timeout=WAIT_S, **parts)

    def terms(self, org: str, **changes: Any) -> dict[str, Any]:
        return {
            "grantee": {"kind": "organisation", "id": self.ids[org], "name": "Service (démo)"},
            "scope": {"categories": ["identity"], "parts": ["appointments"]},
            "actions": ["see", "add"],
            "purpose": "rights",
            "until": (self.clock.now() + timedelta(days=30)).isoformat(),
            **changes,
        }

    def log_since(self, line: int = 0) -> list[dict[str, Any]]:
        """Awa's access log after that line, newest first; 200 lines at most."""
        path = f"/vaults/{self.ids['vault']}/access-log"
        return [one for one in self.people["awa"].get(path, limit=200)["lines"] if one["number"] > line]


@contextmanager
def a_town(folder: Path) -> Iterator[Town]:
    clock = ShiftedClock()
    with Embedded(folder, clock, 0, rate_limited=False) as maillon:
        maillon.create_operator(OPERATOR, PASSWORD)
        town = Town(maillon, clock)
        _settle_professionals(town)
        _open_vaults(town)
        _fill_vault(town)
        _remove_bruno(town)
        yield town


def _settle_professionals(town: Town) -> None:
    operator = town.people["operator"] = Client(town.maillon.base_url)
    operator.sign_in(email=OPERATOR, password=PASSWORD)
    for name in ("agnes", "bruno", "chloe", "denis"):
        client = town.people[name] = Client(town.maillon.base_url)
        profile = {"given_name": name.title(), "family_name": "Fictif", "email": f"{name}@exemple.invalid"}
        answer = client.post("/accounts", {**profile, "password": PASSWORD, "bearer": True})
        client.accept(answer["id"], answer["token"])
        town.ids[name] = client.id
    for name, org in (("agnes", "org1"), ("chloe", "org2")):
        operator.post(f"/professionals/{town.ids[name]}/verification")
        town.ids[org] = town.people[name].post("/organisations", {"name": f"Service {org} (démo)"})["id"]
    town.people["agnes"].post(
        f"/organisations/{town.ids['org1']}/members", {"professional_id": town.ids["bruno"]}
    )
    let_the_vault_hear(town)


def _open_vaults(town: Town) -> None:
    for name, pro, org in (("awa", "agnes", "org1"), ("fatou", "chloe", "org2")):
        body = {
            "given_name": f"{name.title()}canari",
            "family_name": "Exemplecanari",
            "phone": "+33639980042",
            "pin": PIN,
            "consent": town.terms(org),
        }
        opened = town.people[pro].post("/vaults", body)
        town.ids["vault" if name == "awa" else "other_vault"] = opened["vault_id"]
        town.ids[f"{name}_card"] = opened["card"]
        client = town.people[name] = Client(town.maillon.base_url)
        client.sign_in(card=opened["card"], pin=PIN)
    town.people["bruno"].get(f"/vaults/{town.ids['vault']}")  # while he belongs, the vault opens to him


def _fill_vault(town: Town) -> None:
    path = f"/vaults/{town.ids['vault']}"
    agnes, awa = town.people["agnes"], town.people["awa"]
    paper = agnes.upload(f"{path}/documents", papers.a_pdf(), category="identity", title="Titrecanari")
    meeting = {
        "title": "Rendezvouscanari",
        "place_name": "Lieucanari",
        "starts_local": f"{town.clock.now() + timedelta(days=9):%Y-%m-%dT10:00}",
    }
    town.ids["document"] = paper["id"]
    town.ids["appointment"] = agnes.post(f"{path}/appointments", meeting)["id"]
    town.ids["request"] = agnes.post(f"{path}/consent-requests", {"terms": town.terms("org1")})["id"]
    town.ids["consent"] = awa.get(path)["consents"][0]["id"]


def _remove_bruno(town: Town) -> None:
    town.people["agnes"].delete(f"/organisations/{town.ids['org1']}/members/{town.ids['bruno']}")
    let_the_vault_hear(town)


def let_the_vault_hear(town: Town) -> None:
    """Who belongs where has reached the vault when this returns."""
    services = town.maillon._services
    services["vault"].uses.consumer.catch_up(services["directory"].uses.log.read_facts)
