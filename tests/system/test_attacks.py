"""What an attacker tries beyond asking: replay, fixation, forged hosts, races, words that break things; and
nothing personal in what the installation says of it.
"""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
import structlog

from deploy.story import papers
from shared.logs import configure_logging
from tests.system.town import CANARIES, PASSWORD, PIN, WAIT_S, Town, a_town, let_the_vault_hear

V = "/vaults/{vault}"
JSON = {"Content-Type": "application/json"}
HOSTILE_TITLES = (
    "a\r\nSet-Cookie: maillon-session=x",
    "../../../etc/passwd",
    '"; filename="x.exe',
    "\u202egpj.exe",
    "{{7*7}}%s",
    "العربية",
)


class Journal(io.StringIO):
    """Everything that the process logs while the town stands."""


@pytest.fixture(scope="module")
def journal() -> Iterator[Journal]:
    written, root = Journal(), logging.getLogger()
    before = root.handlers[:], root.level
    configure_logging("embedded", "debug", written)
    yield written
    structlog.reset_defaults()
    root.handlers[:], root.level = before


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, journal: Journal) -> Iterator[Town]:
    with a_town(tmp_path_factory.mktemp("town")) as made:
        yield made


def content_of(town: Town, who: str, document: str, **parts: Any) -> requests.Response:
    return town.ask(who, "GET", f"{V}/documents/{document}/content", **parts)


def test_one_key_is_one_effect_for_each_person_and_never_another_persons_answer(town: Town) -> None:
    key = {"Idempotency-Key": "the-same-for-everybody"}
    sent = {"params": {"category": "identity", "title": "Essai"}, "data": papers.a_pdf("x"), "headers": key}
    by_agnes = [town.ask("agnes", "POST", f"{V}/documents", **sent).json() for _ in range(2)]
    by_awa = town.ask("awa", "POST", f"{V}/documents", **sent).json()
    assert by_agnes[0] == by_agnes[1]
    assert by_awa["id"] != by_agnes[0]["id"]
    assert town.ask("chloe", "POST", f"{V}/documents", **sent).status_code == 403
    other = {**sent, "data": papers.a_pdf("another paper")}
    assert town.ask("agnes", "POST", f"{V}/documents", **other).json()["code"] == "idempotency_key_reused"


def test_a_session_planted_before_signing_in_is_not_the_one_that_opens(town: Town) -> None:
    planted = "planted-by-a-stranger"
    body = {"email": "agnes@exemple.invalid", "password": PASSWORD}
    answer = requests.post(
        f"{town.url}/sessions",
        json=body,
        cookies={"maillon-session": planted},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=WAIT_S,
    )
    given = answer.cookies["maillon-session"]
    assert given != planted
    for cookie, status in ((planted, 401), (given, 200)):
        answer = requests.get(f"{town.url}/me", cookies={"maillon-session": cookie}, timeout=WAIT_S)
        assert answer.status_code == status
    requests.delete(
        f"{town.url}/sessions/current",
        cookies={"maillon-session": given},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=WAIT_S,
    )
    replayed = requests.get(f"{town.url}/me", cookies={"maillon-session": given}, timeout=WAIT_S)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "session_expired")


def test_a_forged_host_is_repeated_nowhere(town: Town) -> None:
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in ("/", "/connexion", "/api/v1/me", "/nothing", "/schema/openapi.json"):
        answer = requests.get(
            town.maillon.base_url + path, headers=evil, timeout=WAIT_S, allow_redirects=False
        )
        assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize(
    "body",
    [b'{"terms": "\xff"}', b"[" * 60_000, b'{"terms":' + b"[" * 20_000 + b"]" * 20_000 + b"}", b"x" * 70_000],
)
def test_a_body_built_to_break_is_refused_as_its_senders_mistake(town: Town, body: bytes) -> None:
    answer = town.ask("awa", "POST", f"{V}/consents", data=body, headers=JSON)
    assert answer.status_code in (400, 413, 422)


def test_a_title_stays_a_title_wherever_it_goes(town: Town) -> None:
    for title in HOSTILE_TITLES:
        sent = town.ask(
            "awa", "POST", f"{V}/documents", params={"category": "other", "title": title}, data=papers.a_pdf()
        )
        assert sent.json()["title"] == title
        back = content_of(town, "awa", sent.json()["id"], params={"manner": "download"})
        assert back.content == papers.a_pdf()
        assert "maillon-session" not in back.cookies
        name = back.headers["Content-Disposition"]
        assert name.isascii()
        assert not set(name.partition('filename="')[2].partition('"')[0]) & set('/\\"\r\n')


def test_a_read_never_passes_unseen_under_a_key_that_was_used(town: Town) -> None:
    before = town.log_since()[0]["number"]
    for _ in range(3):
        answer = content_of(town, "agnes", "{document}", headers={"Idempotency-Key": "always-the-same"})
        assert answer.status_code == 200
    assert [line["kind"] for line in town.log_since(before)] == ["document_seen"] * 3


def test_no_read_that_starts_after_the_withdrawal_is_acknowledged_succeeds(town: Town) -> None:
    terms = {"terms": town.terms("org2")}
    consent = town.ask("awa", "POST", f"{V}/consents", json=terms).json()["id"]
    assert content_of(town, "chloe", "{document}").status_code == 200
    acknowledged, late = threading.Event(), []

    def read() -> None:
        left = 5
        while left:
            started_late = acknowledged.is_set()
            left -= started_late
            if content_of(town, "chloe", "{document}").status_code == 200 and started_late:
                late.append("opened")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    assert town.ask("awa", "DELETE", f"{V}/consents/{consent}").status_code == 204
    acknowledged.set()
    for reader in readers:
        reader.join(WAIT_S)
    assert late == []


def test_a_session_left_open_is_over_for_the_person_before_it_is_for_a_professional(town: Town) -> None:
    town.clock.move(timedelta(minutes=21))
    assert town.ask("awa", "GET", "/me").json()["code"] == "session_expired"
    assert town.ask("agnes", "GET", "/me").status_code == 200
    town.people["awa"].sign_in(card=town.ids["awa_card"], pin=PIN)
    let_the_vault_hear(town)


def test_nothing_personal_is_in_what_the_installation_says(town: Town, journal: Journal) -> None:
    town.ask("awa", "GET", f"{V}/documents", params={"title": CANARIES[0]})
    town.ask("stranger", "POST", "/sessions", json={"card": town.ids["awa_card"], "pin": "0000"})
    written = journal.getvalue()
    for line in written.splitlines():
        json.loads(line)  # every line is one event, whatever was typed
    secrets = (
        *CANARIES,
        town.ids["awa_card"],
        PASSWORD,
        "agnes@exemple.invalid",
        "evil.example",
        "etc/passwd",
    )
    assert [secret for secret in secrets if secret in written] == []
    for service in town.maillon._services.values():
        facts = str(service.uses.log.read_facts(0, 500).facts)
        assert [secret for secret in secrets if secret in facts] == []
