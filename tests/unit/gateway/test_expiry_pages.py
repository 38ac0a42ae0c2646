"""The day a paper ends: said on a page or while depositing, shown where it matters."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import pytest

from shared.blobs import new_document_key
from shared.contracts.vault import BeginDeposit, DepositDocument, DepositTicket
from shared.contracts.vault_expiry import (
    ForgetPaperExpiry,
    ListPaperExpiries,
    NotePaperExpiry,
    PaperExpiries,
    PaperExpiry,
)
from shared.problems import NotAllowed
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import PAPER, Walker, done

END = PaperExpiry(
    document_id="d1",
    title="Carte d'identité",
    category="identity",
    expires_on="2026-04-01",
    days_left=30,
    state="soon",
    lead_days=[30],
)


def told(*_: Any) -> PaperExpiries:
    return PaperExpiries(papers=[END])


@pytest.mark.feature("V16")
def test_the_first_page_and_the_papers_say_what_ends_soon(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies[ListPaperExpiries] = told
    for path in ("/", "/papiers"):
        page = walker.get(path)
        assert "1 papier finit bientôt" in page
        assert "dans 30 jours (1er avril 2026)" in page
    house.caller.replies[NotePaperExpiry] = lambda *_: END
    page = walker.get(f"/coffre/{vault_id}/papiers/d1/fin")
    assert 'value="2026-04-01"' in page
    assert "Il peut dire quel papier" in page
    form = {"expires_on": "2027-04-01", "lead_days": ["90", "7", "1000"], "title_in_sms": "yes"}
    assert "La date est gardée" in walker.post(f"/coffre/{vault_id}/papiers/d1/fin", **form)
    assert house.caller.all(NotePaperExpiry)[0].request == NotePaperExpiry(
        vault_id=vault_id, document_id="d1", expires_on="2027-04-01", lead_days=[90, 7], title_in_sms=True
    )
    house.caller.replies[ForgetPaperExpiry] = done
    assert "La date est oubliée" in walker.post(f"/coffre/{vault_id}/papiers/d1/fin/oublier")


@pytest.mark.feature("V16")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "2026-02-30"}, "expires_on"),
        ({"lead_days": []}, "lead_days"),
    ],
)
def test_a_page_that_lacks_a_day_or_a_reminder_names_the_box(
    house: House, change: dict[str, Any], field: str
) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    form = {"expires_on": "2027-04-01", "lead_days": ["90"], **change}
    page = walker.post(f"/coffre/{vault_id}/papiers/d1/fin", **form)
    assert walker.status == 422
    assert f'id="{field}-wrong"' in page
    assert house.caller.all(NotePaperExpiry) == []


def test_a_professional_sees_what_ends_and_says_it_where_they_may_add(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies[ListPaperExpiries] = told
    page = walker.get("/coffre/v1")
    assert "1 papier finit bientôt" in page
    assert "/coffre/v1/papiers/d1/fin" in page
    assert "Il peut dire quel papier" not in walker.get("/coffre/v1/papiers/d1/fin")

    def refuse(*_: Any) -> Any:
        raise NotAllowed("action")

    house.caller.replies[NotePaperExpiry] = refuse
    walker.post("/coffre/v1/papiers/d1/fin", expires_on="2027-04-01", lead_days="90")
    assert walker.status == 403


def test_the_day_is_said_with_the_paper_and_a_false_one_keeps_no_paper(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    ticket = DepositTicket(
        document_id=str(uuid4()),
        data_key=base64.b64encode(new_document_key()).decode(),
        associated_data="v1/d",
        max_bytes=1_000,
        expires_at=NOW,
    )
    house.caller.replies |= {
        BeginDeposit: lambda *_: ticket,
        DepositDocument: lambda *_: PAPER,
        NotePaperExpiry: lambda *_: END,
    }
    headers, files = {"Sec-Fetch-Site": "same-origin"}, {"file": ("c.pdf", b"%PDF", "application/pdf")}
    fields = {"category": "identity", "title": "Carte", "expires_on": "31/04/2026"}
    refused = house.client.post("/coffre/v1/papiers", data=fields, files=files, headers=headers)
    assert refused.status_code == 422
    assert house.caller.all(BeginDeposit) == []
    fields["expires_on"] = "2026-04-01"
    kept = house.client.post("/coffre/v1/papiers", data=fields, files=files, headers=headers)
    assert "Le papier est gardé." in kept.text
    command = house.caller.all(NotePaperExpiry)[0].request
    assert command == NotePaperExpiry(vault_id="v1", document_id="d1", expires_on="2026-04-01")
