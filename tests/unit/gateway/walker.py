"""Someone who walks about the pages with a browser's manners: cookies, own origin, redirects followed."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from shared.contracts.directory import Organisation, Organisations
from shared.contracts.shapes import Done
from shared.contracts.vault import (
    AccessLog,
    Consent,
    ConsentRequest,
    Document,
    Documents,
    FollowedPerson,
    FollowUps,
    GetVault,
    ListDocuments,
    ListFollowUps,
    LogLine,
    ReadAccessLog,
    Vault,
)
from shared.contracts.vault_appointments import Appointment, Appointments, ListAppointments
from shared.contracts.vault_pages import Drafts, ListDrafts
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from tests.unit.gateway.house import NOW, PASSWORD, PROFILE, House

KEY = re.compile(r'name="key" value="([0-9a-f-]{36})"')
TERMS = ConsentTerms(
    grantee=Grantee(kind="organisation", id="org1", name="Maison des Tilleuls"),
    scope=Scope(categories=["identity", "health"], parts=["appointments"]),
    actions=["see", "add"],
    purpose="rights",
    until=NOW + timedelta(days=90),
)
CONSENT = Consent(id="c1", terms=TERMS, state="live", granted_at=NOW, remaining_days=90)
REQUEST = ConsentRequest(
    id="r1", asked_by="p2", asked_by_name="Chloé Imaginaire", terms=TERMS, asked_at=NOW, state="waiting"
)
PAPER = Document(
    id="d1",
    category="identity",
    title="Carte d'identité",
    content_type="application/pdf",
    size_bytes=10,
    pages=1,
    deposited_at=NOW,
    deposited_by="Agnès",
)
MEETING = Appointment(
    id="a1",
    title="Mairie",
    place_name="Mairie",
    starts_local="2026-03-05T14:30",
    zone="Europe/Paris",
    starts_at=NOW + timedelta(days=3),
    lead_hours=[24],
    state="scheduled",
)
ORGANISATION = Organisation(id="org1", name="Maison des Tilleuls", my_role="manager")


def furnish(house: House, vault_id: str = "v1", *, given_name: str = "Awa") -> None:
    """A person with a consent, a request, a paper, an appointment and a log, as the services would tell."""
    person = Vault(
        id=vault_id,
        given_name=given_name,
        family_name="Exemple",
        language="fr",
        consents=[CONSENT],
        requests=[REQUEST],
        actions=["see", "add"],
    )
    followed = FollowedPerson(
        vault_id=vault_id,
        given_name=given_name,
        family_name="Exemple",
        until=NOW + timedelta(days=90),
        documents=1,
    )
    lines = [
        LogLine(number=1, at=NOW, kind="document_seen", actor="Agnès", organisation="Relais", title="Carte")
    ]
    house.caller.replies |= {
        GetVault: lambda *_: person,
        ListFollowUps: lambda *_: FollowUps(people=[followed]),
        ListDrafts: lambda *_: Drafts(drafts=[]),
        ListDocuments: lambda *_: Documents(documents=[PAPER]),
        ListAppointments: lambda *_: Appointments(appointments=[MEETING]),
        ReadAccessLog: lambda *_: AccessLog(lines=lines, total=1),
    }


class Walker:
    """`page` is the last page's text."""

    def __init__(self, house: House) -> None:
        self.house, self.page, self.path, self.status = house, "", "", 0
        self._headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"}

    def get(self, path: str) -> str:
        return self._seen(self.house.client.get(path, headers=self._headers))

    def post(self, path: str, /, **fields: Any) -> str:
        """Send a form; a field given as a list is sent several times."""
        return self._seen(self.house.client.post(path, data=fields, headers=self._headers))

    def key(self) -> str:
        """The idempotency key hidden in the page's first form that has one."""
        found = KEY.search(self.page)
        assert found is not None
        return found[1]

    def enter_as_professional(self, **changes: Any) -> None:
        self.house.sign_up(**changes)
        furnish(self.house)
        self.post("/connexion", email=changes.get("email", PROFILE["email"]), password=PASSWORD)
        assert self.status == 200, self.page

    def enter_as_holder(self) -> str:
        """Open a vault and come in with its card; returns the vault's id."""
        opened = self.house.open_vault(self.house.sign_up())
        furnish(self.house, opened["vault_id"])
        self.post("/connexion/carte", card=opened["card"], pin="4807")
        assert self.status == 200, self.page
        return opened["vault_id"]

    def _seen(self, answer: Any) -> str:
        self.status, self.path = answer.status_code, answer.request.url.path
        self.page = html.unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")
        return self.page


def done(*_: Any) -> Done:
    return Done(id="done")


def organisations(*_: Any) -> Organisations:
    return Organisations(organisations=[ORGANISATION])
