"""Printing and downloading are facts: a link from elsewhere can never make one."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.vault import OpenDocument
from shared.contracts.vault_paper_uses import ListPaperUses, PaperUse, PaperUses
from tests.unit.gateway.house import House
from tests.unit.gateway.test_documents import read_ticket
from tests.unit.gateway.walker import Walker

PDF = b"%PDF-1.4 a paper of a fictitious person"
PAGE = "/coffre/{vault}/papiers/d1"
API = "/api/v1/vaults/{vault}/documents/d1/content"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
FROM_A_MESSAGE = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def walker(house: House) -> Walker:
    """Awa, signed in by her card, with a paper that opens."""
    walker = Walker(house)
    walker.vault = walker.enter_as_holder()  # type: ignore[attr-defined]
    ticket = read_ticket(house, PDF)
    house.caller.replies[OpenDocument] = lambda *_: ticket
    return walker


def ask(walker: Walker, method: str, path: str, headers: dict[str, str], **more: Any) -> Any:
    address = path.format(vault=walker.vault)  # type: ignore[attr-defined]
    return walker.house.client.request(method, address, headers=headers, follow_redirects=False, **more)


def manners(walker: Walker) -> list[str]:
    return [asked.request.manner for asked in walker.house.caller.all(OpenDocument)]  # type: ignore[attr-defined]


@pytest.mark.feature("V21")
def test_printing_and_downloading_are_forms_of_our_own_pages(walker: Walker) -> None:
    page = walker.get("/papiers")
    for way in ("imprimer", "telecharger"):
        action = f"{PAGE.format(vault=walker.vault)}/{way}"  # type: ignore[attr-defined]
        assert f'method="post" action="{action}"' in page
        assert f'href="{action}"' not in page
        answer = ask(walker, "POST", f"{PAGE}/{way}", {"Sec-Fetch-Site": "same-origin"})
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["Cache-Control"] == "no-store"
    assert manners(walker) == ["print", "download"]


@pytest.mark.feature("V21")
def test_a_link_from_another_site_or_a_message_prints_nothing_and_asks_nothing_of_the_vault(
    walker: Walker,
) -> None:
    for way in ("imprimer", "telecharger"):
        for headers in (ELSEWHERE, FROM_A_MESSAGE, {}):
            assert ask(walker, "GET", f"{PAGE}/{way}", headers).status_code in (403, 404)
        assert ask(walker, "POST", f"{PAGE}/{way}", ELSEWHERE).status_code == 403
    for manner in ("print", "download"):
        for headers in (ELSEWHERE, FROM_A_MESSAGE, {}):
            answer = ask(walker, "GET", API, headers, params={"manner": manner})
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    for way in ("voir", "apercu"):
        assert ask(walker, "GET", f"{PAGE}/{way}", ELSEWHERE).status_code == 403
    assert ask(walker, "GET", API, ELSEWHERE, params={"manner": "see"}).status_code == 403
    assert manners(walker) == []


def test_our_own_pages_script_may_read_and_print_through_the_api(walker: Walker) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    for manner in ("see", "print"):
        assert ask(walker, "GET", API, own, params={"manner": manner}).content == PDF
    assert manners(walker) == ["see", "print"]


def test_a_paper_typed_into_the_address_bar_is_seen_and_no_other_manner_exists(walker: Walker) -> None:
    assert ask(walker, "GET", f"{PAGE}/voir", FROM_A_MESSAGE).content == PDF
    assert ask(walker, "GET", f"{PAGE}/print", FROM_A_MESSAGE).status_code == 404
    assert ask(walker, "POST", f"{PAGE}/voir", {"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert manners(walker) == ["see"]


@pytest.mark.feature("V21")
def test_the_person_reads_how_many_papers_served_again(walker: Walker) -> None:
    use = PaperUse(document_id="d1", prints=2, downloads=1, first_use_days=150)
    walker.house.caller.replies[ListPaperUses] = lambda *_: PaperUses(stored=3, uses=[use])
    page = walker.get("/papiers")
    for words in ("1 papier a déjà resservi. Vous en gardez 3.", "150 jours après", "Imprimé 2 fois."):
        assert words in page
