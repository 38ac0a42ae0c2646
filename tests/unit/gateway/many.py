"""A vault service's answers, made by hand, for the tests of files of people; and the files themselves."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

from openpyxl import Workbook

from shared.contracts.shapes import Done
from shared.contracts.vault_waiting import (
    CheckPeople,
    ClaimVault,
    Fault,
    Faults,
    OpenWaitingVault,
    WaitingVault,
)
from shared.problems import Conflict
from shared.rpc.call import Actor
from tests.unit.gateway.house import NOW, PASSWORD, House

PATH = "/coffres/fichier"
CSV = "Prénom;Nom;Téléphone;Référence\nAwa;Exemple;0639980011;A-1\nLéo;Essai;;A-2\nMia;;;A-3\n"
FIELDS = {"categories": "identity", "actions": "see", "purpose": "rights", "days": "365"}


class WaitingRoom:
    """Enough of the vault to prepare and claim: by id, never twice."""

    def __init__(self, house: House) -> None:
        self.opened: dict[str, OpenWaitingVault] = {}
        self.keys: set[str] = set()
        self.claimed: list[str] = []
        replies: dict[Any, Any] = house.caller.replies
        replies[CheckPeople] = self.check
        replies[OpenWaitingVault] = self.open
        replies[ClaimVault] = self.claim

    def check(self, request: CheckPeople, _: Actor) -> Faults:
        people = enumerate(request.people)
        return Faults(
            faults=[
                Fault(at=at, field="phone", code="phone_not_mobile")
                for at, p in people
                if p.phone.startswith("01")
            ]
        )

    def open(self, request: OpenWaitingVault, _: Actor) -> WaitingVault:
        before = self.opened.setdefault(request.vault_id, request)
        if before != request:
            raise Conflict("vault_exists")
        return WaitingVault(vault_id=request.vault_id, until=NOW + timedelta(days=90))

    def claim(self, request: ClaimVault, actor: Actor) -> Done:
        assert (actor.kind, actor.id) == ("holder", request.vault_id)
        self.claimed.append(request.vault_id)
        return Done(id=request.vault_id)


def enter(house: House, **changes: Any) -> str:
    """A verified professional at the pages; their id."""
    house.sign_up(**changes)
    email = changes.get("email", "agnes@exemple.invalid")
    house.client.cookies.clear()
    house.client.post("/connexion", data={"email": email, "password": PASSWORD})
    return house.caller.asked[-1].actor.id


def upload(house: House, content: bytes | str, **fields: str) -> Any:
    """The answer to the form with its file, not followed."""
    page = house.client.get(PATH).text
    grantee = re.findall(r'name="grantee" value="([^"]+)"', page)[0]
    raw = content.encode() if isinstance(content, str) else content
    form = {"grantee": grantee, **FIELDS, **fields}
    files = {"file": ("personnes.csv", raw)}
    return house.client.post(PATH, data=form, files=files, follow_redirects=False)


def open_all(house: House, path: str) -> str:
    """Confirm, then look until done; the last page."""
    house.client.post(path, data={})
    for _ in range(30):
        page = house.client.get(path).text
        if "http-equiv" not in page:
            return page
    raise AssertionError("never done")


def cards_of(house: House, path: str) -> list[str]:
    return re.findall(r'class="code">([0-9A-Z-]{34})<', house.client.get(f"{path}/cartes").text)


def xlsx(rows: list[list[Any]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()
