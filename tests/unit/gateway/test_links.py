"""Links on the pages: made by the person, opened by anybody, counted only when opened, never indexed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.gateway.identity.link_secrets import secret_hash
from shared.contracts.vault_links import (
    GivePaperLink,
    ListPaperLinks,
    OpenPaperLink,
    PaperLink,
    PaperLinks,
    WithdrawPaperLink,
)
from shared.problems import NotFound, Refused
from tests.unit.gateway.house import NOW, House, a_house
from tests.unit.gateway.test_documents import read_ticket
from tests.unit.gateway.walker import Walker, done

PDF = b"%PDF-1.4 a paper of a fictitious person"
OWN = {"Sec-Fetch-Site": "same-origin"}
LINK = PaperLink(
    id="l1",
    document_id="d1",
    title="Carte d'identité",
    for_whom="Agence (démo)",
    until=NOW + timedelta(days=7),
    openings=1,
    openings_max=3,
    state="live",
)
FORM = {"days": "7", "openings": "3", "for_whom": "Agence (démo)"}
ADDRESS = re.compile(r"http://testserver\.local/lien/([\w-]{32})<")


def refuse(*_: Any) -> Any:
    raise NotFound("link_dead", "Ce lien n'ouvre rien, ou n'ouvre plus rien.")


def test_a_link_is_made_with_a_code_to_scan_and_sent_twice_it_is_the_same(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies[GivePaperLink] = lambda *_: LINK
    assert "/liens/donner/d1" in walker.get("/papiers")
    assert "Donner « Carte d'identité »" in walker.get("/liens/donner/d1")
    key = walker.key()
    pages = [walker.post("/liens/donner/d1", **FORM, key=key) for _ in range(2)]
    secrets = [ADDRESS.search(page)[1] for page in pages]  # type: ignore[index]
    assert secrets[0] == secrets[1]
    assert all('class="qr"' in page for page in pages)
    command = house.caller.all(GivePaperLink)[0].request
    expected = GivePaperLink(
        vault_id=vault_id,
        document_id="d1",
        secret_hash=secret_hash(secrets[0]),
        until=NOW + timedelta(days=7),
        openings_max=3,
        for_whom="Agence (démo)",
    )
    assert command == expected
    walker.get("/liens/donner/d1")
    assert ADDRESS.search(walker.post("/liens/donner/d1", **FORM, key=walker.key()))[1] != secrets[0]  # type: ignore[index]


@pytest.mark.parametrize("lacking", ["days", "openings"])
def test_a_link_without_an_end_or_a_number_of_times_is_not_made(house: House, lacking: str) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    page = walker.post("/liens/donner/d1", **{**FORM, lacking: "1000"})
    assert walker.status == 422
    assert f'id="{lacking}-wrong"' in page
    assert house.caller.all(GivePaperLink) == []


@pytest.mark.feature("V9")
def test_whoever_has_the_address_takes_the_paper_and_looking_counts_for_nothing(house: House) -> None:
    ticket = read_ticket(house, PDF)
    house.caller.replies[OpenPaperLink] = lambda *_: ticket
    secret = "a" * 32
    page = house.client.get(f"/lien/{secret}", headers=OWN)
    assert "On vous donne un papier" in page.text
    assert "Carte" not in page.text
    assert house.caller.all(OpenPaperLink) == []
    answer = house.client.post(f"/lien/{secret}", headers=OWN)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for seen in (page, answer):
        assert seen.headers["X-Robots-Tag"].startswith("noindex")
        assert seen.headers["Cache-Control"] == "no-store"
        assert seen.headers["Referrer-Policy"] == "no-referrer"
    (asked,) = house.caller.all(OpenPaperLink)
    assert asked.request == OpenPaperLink(secret_hash=secret_hash(secret))
    assert asked.actor.kind == "anonymous"
    by_api = house.client.post("/api/v1/link-openings", json={"secret": secret})
    assert by_api.content == PDF


@pytest.mark.feature("V9")
def test_a_link_that_opens_nothing_says_so_in_plain_words_whatever_the_reason(house: House) -> None:
    house.caller.replies[OpenPaperLink] = refuse
    answer = house.client.post(f"/lien/{'b' * 32}", headers=OWN)
    assert answer.status_code == 404
    assert "Ce lien n" in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    by_api = house.client.post("/api/v1/link-openings", json={"secret": "b" * 32})
    assert (by_api.status_code, by_api.json()["code"]) == (404, "link_dead")
    cross = house.client.post(f"/lien/{'b' * 32}", headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403


def test_links_are_listed_with_what_is_left_and_stopped_in_one_tap(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies[ListPaperLinks] = lambda *_: PaperLinks(links=[LINK])
    house.caller.replies[WithdrawPaperLink] = done
    page = walker.get("/liens")
    assert "Ouvert 1 fois sur 3." in page
    assert "Agence (démo)" in page
    assert "il n'ouvre plus rien" in walker.post("/liens/l1/arret")
    asked = house.caller.all(WithdrawPaperLink)[0].request
    assert asked == WithdrawPaperLink(vault_id=vault_id, link_id="l1")


def test_the_api_gives_lists_and_stops(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    token = house.sign_in_by_card(opened["card"]).json()["token"]
    headers, path = {"Authorization": f"Bearer {token}"}, f"/api/v1/vaults/{opened['vault_id']}"
    house.caller.replies |= {
        GivePaperLink: lambda *_: LINK,
        ListPaperLinks: lambda *_: PaperLinks(links=[LINK]),
        WithdrawPaperLink: done,
    }
    body = {"until": "2026-03-09T09:00:00Z", "openings_max": 3}
    given = house.client.post(f"{path}/documents/d1/links", json=body, headers=headers)
    assert given.json()["address"].startswith("http://testserver.local/lien/")
    assert house.client.get(f"{path}/links", headers=headers).json()["links"][0]["state"] == "live"
    assert house.client.delete(f"{path}/links/l1", headers=headers).status_code == 204
    for wrong in ({"until": "2026-03-09T09:00:00Z", "openings_max": 21}, {"openings_max": 1}):
        refused = house.client.post(f"{path}/documents/d1/links", json=wrong, headers=headers)
        assert refused.status_code in (400, 422)

    def many(*_: Any) -> Any:
        raise Refused("too_many_links", "")

    house.caller.replies[GivePaperLink] = many
    assert house.client.post(f"{path}/documents/d1/links", json=body, headers=headers).status_code == 422


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, requests_per_minute=1_000) as made:
        yield made


def test_guessing_links_is_stopped_after_twenty_a_minute(limited: House) -> None:
    limited.caller.replies[OpenPaperLink] = refuse
    seen = [limited.client.post(f"/lien/{n:032}", headers=OWN).status_code for n in range(25)]
    assert seen == [404] * 20 + [429] * 5
    assert len(limited.caller.all(OpenPaperLink)) == 20
