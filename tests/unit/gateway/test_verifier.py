"""The stand-alone verifier is handed to anybody; its hash is told beside every link to it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from services.gateway.pages.verifier import VERIFIER_SHA256
from tests.unit.gateway.house import House

FILE = Path(__file__).parents[3] / "deploy" / "verify_log.py"


def grouped(digest: str) -> str:
    return " ".join(digest[at : at + 8] for at in range(0, 64, 8))


@pytest.mark.feature("W2")
def test_anybody_downloads_the_verifier_that_exports_hold(house: House) -> None:
    answer = house.client.get("/verify_log.py")
    assert answer.status_code == 200
    assert answer.content == FILE.read_bytes()
    assert hashlib.sha256(answer.content).hexdigest() == VERIFIER_SHA256
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["ETag"] == f'"{VERIFIER_SHA256}"'


def test_another_file_of_that_folder_is_not_handed_out(house: House) -> None:
    for path in ("/witness.py", "/verify_log.py/../init.py", "/deploy/verify_log.py"):
        assert house.client.get(path).status_code == 404


@pytest.mark.feature("W2")
def test_the_card_page_and_the_export_page_tell_its_hash_and_link_to_it(house: House) -> None:
    headers = house.sign_up()
    opened = house.open_vault(headers)
    page = house.client.get(opened["card_page"], headers=headers).text
    assert 'href="/verify_log.py"' in page
    assert grouped(VERIFIER_SHA256) in page
    assert f'href="/coffre/{opened["vault_id"]}/actes"' in page
    token = house.sign_in_by_card(opened["card"]).json()["token"]
    export = house.client.get("/emporter", headers={"Authorization": f"Bearer {token}"}).text
    assert 'href="/verify_log.py"' in export
    assert grouped(VERIFIER_SHA256) in export


@pytest.mark.feature("V2")
def test_the_act_is_linked_in_english_too(house: House) -> None:
    headers = house.sign_up()
    opened = house.open_vault(headers)
    english = {**headers, "Accept-Language": "en"}
    page = house.client.get(opened["card_page"], headers=english).text
    assert "The act to sign" in page
    assert "Check the log without us" in page
