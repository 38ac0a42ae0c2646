"""Every kind of visitor, every address of the API, every verb: who has no business there gets nothing, is
told the same whether or not the thing exists, and is in the person's log. All through HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests

from deploy.story import papers
from tests.system.town import CANARIES, PIN, Town, a_town

VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
REFUSED = (401, 403)
INTRUDERS = ("stranger", "denis", "bruno", "chloe", "fatou", "operator")
V = "/vaults/{vault}"
C = f"{V}/consents/{{consent}}"

# Every operation on one vault, with a body that its rightful user would send.
ON_A_VAULT: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", V): {},
    ("DELETE", V): {"json": {"confirmation": "EFFACER", "pin": "4807"}},
    ("PUT", f"{V}/reach"): {"json": {"phone": "+33639980099"}},
    ("POST", f"{V}/card"): {"json": {"pin": PIN}},
    ("PUT", f"{V}/secret"): {"json": {"current": PIN, "secret": "9513"}},
    ("GET", f"{V}/access-log"): {},
    ("GET", f"{V}/log/{{line}}/proof"): {},
    ("GET", f"{V}/consents/{{consent}}/receipt"): {},
    ("POST", f"{V}/recovery/pin"): {"json": {"card": "x", "pin": PIN}},
    ("POST", f"{V}/recovery/card"): {"json": {"pin": PIN}},
    ("GET", f"{V}/recoveries"): {},
    ("POST", f"{V}/recoveries"): {},
    ("POST", f"{V}/recoveries/{{document}}/replacement"): {"json": {"pin": "7391"}},
    ("POST", f"{V}/recoveries/{{document}}/stop"): {},
    ("POST", f"{V}/export"): {},
    ("POST", f"{V}/consents"): {"json": "terms"},
    ("DELETE", f"{V}/consents/{{consent}}"): {},
    ("POST", f"{V}/consent-requests/{{request}}/refusal"): {},
    ("POST", f"{C}/renewal"): {},
    ("POST", f"{C}/renewal-requests"): {},
    ("POST", f"{C}/reshares"): {"json": "terms"},
    ("GET", f"{C}/members"): {},
    ("PUT", f"{C}/members/{{agnes}}/exception"): {},
    ("DELETE", f"{C}/members/{{agnes}}/exception"): {},
    ("POST", f"{C}/hand-overs"): {"json": {"professional_id": "{bruno}"}},
    ("POST", f"{V}/documents/{{document}}/withdrawal"): {},
    ("GET", f"{V}/documents"): {},
    ("POST", f"{V}/documents"): {
        "params": {"category": "identity", "title": "x"},
        "data": papers.a_pdf(),
    },
    ("GET", f"{V}/documents/{{document}}/content"): {"params": {"manner": "download"}},
    ("POST", f"{V}/folders"): {"json": {"category": "identity", "label": "x"}},
    ("PATCH", f"{V}/folders/{{document}}"): {"json": {"label": "x"}},
    ("DELETE", f"{V}/folders/{{document}}"): {},
    ("PUT", f"{V}/documents/{{document}}/place"): {"json": {"category": "health"}},
    ("POST", f"{V}/uploads"): {
        "json": {"category": "identity", "title": "x", "size_bytes": 1, "sha256": "0" * 64}
    },
    ("GET", f"{V}/uploads/{{document}}"): {},
    ("HEAD", f"{V}/uploads/{{document}}"): {},
    ("PATCH", f"{V}/uploads/{{document}}"): {"headers": {"Upload-Offset": "0"}, "data": b"x"},
    ("POST", f"{V}/uploads/{{document}}/paper"): {},
    ("DELETE", f"{V}/uploads/{{document}}"): {},
    ("GET", f"{V}/drafts"): {},
    ("POST", f"{V}/drafts"): {"params": {"category": "identity", "title": "x"}, "data": papers.a_pdf()},
    ("POST", f"{V}/drafts/{{document}}/pages"): {"data": papers.a_pdf()},
    ("PUT", f"{V}/drafts/{{document}}/pages"): {"json": "pages"},
    ("POST", f"{V}/drafts/{{document}}/paper"): {},
    ("DELETE", f"{V}/drafts/{{document}}"): {},
    ("GET", f"{V}/appointments"): {},
    ("POST", f"{V}/appointments"): {"json": {"title": "x", "starts_local": "2031-01-01T10:00"}},
    ("POST", f"{V}/appointments/{{appointment}}/move"): {"json": {"starts_local": "2031-01-01T10:00"}},
    ("PATCH", f"{V}/appointments/{{appointment}}"): {"json": {"title": "x"}},
    ("DELETE", f"{V}/appointments/{{appointment}}"): {},
    ("POST", f"{V}/series"): {
        "json": {"title": "x", "starts_local": "2031-01-01T10:00", "rhythm": {"count": 2}}
    },
    ("GET", f"{V}/series/{{document}}"): {},
    ("POST", f"{V}/series/{{document}}/move"): {
        "json": {"appointment_id": "{appointment}", "starts_local": "2031-01-01T10:00"}
    },
    ("POST", f"{V}/series/{{document}}/put-back"): {"json": {"appointment_ids": ["x"]}},
    ("DELETE", f"{V}/series/{{document}}"): {},
    ("GET", f"{V}/calendar.ics"): {},
    ("GET", f"{V}/calendar-addresses"): {},
    ("POST", f"{V}/calendar-addresses"): {},
    ("DELETE", f"{V}/calendar-addresses/{{document}}"): {},
    ("GET", f"{V}/reminders"): {},
    ("GET", f"{V}/notes"): {},
    ("POST", f"{V}/notes"): {"json": {"text": "x"}},
    ("GET", f"{V}/notes/{{document}}"): {},
    ("PUT", f"{V}/notes/{{document}}"): {"json": {"text": "x"}},
    ("DELETE", f"{V}/notes/{{document}}"): {},
    ("GET", f"{V}/contacts"): {},
    ("POST", f"{V}/contacts"): {"json": {"name": "x"}},
    ("PUT", f"{V}/contacts/{{document}}"): {"json": {"name": "x"}},
    ("DELETE", f"{V}/contacts/{{document}}"): {},
    ("GET", f"{V}/contacts.vcf"): {},
    ("POST", f"{V}/contact-files"): {"json": {"vcards": "BEGIN:VCARD\nFN:x\nEND:VCARD"}},
    ("GET", f"{V}/project"): {},
    ("PUT", f"{V}/project"): {"json": {"goals": [{"words": "x"}]}},
    ("POST", f"{V}/project/signatures"): {"json": {"digest": "0" * 64}},
    ("POST", f"{V}/project/disagreements"): {"json": {"words": "x"}},
    ("GET", f"{V}/paper-uses"): {},
    ("POST", f"{V}/documents/{{document}}/links"): {"json": {"until": "2031-01-01T10:00:00Z"}},
    ("GET", f"{V}/links"): {},
    ("GET", f"{V}/acts"): {},
    ("POST", f"{V}/acts"): {"json": {}},
    ("GET", f"{V}/expiries"): {},
    ("PUT", f"{V}/documents/{{document}}/expiry"): {"json": {"expires_on": "2031-01-01"}},
    ("DELETE", f"{V}/documents/{{document}}/expiry"): {},
    ("DELETE", f"{V}/links/{{document}}"): {},
    ("GET", f"{V}/mandates"): {},
    ("PUT", f"{V}/mandates/{{document}}/decision"): {"json": {"document_id": "{document}"}},
    ("POST", f"{V}/mandates/{{document}}/confirmation"): {},
    ("POST", f"{V}/mandates/{{document}}/contest"): {"json": {"words": "Non."}},
    ("DELETE", f"{V}/mandates/{{document}}"): {},
    ("GET", f"{V}/emergencies"): {},
    ("POST", f"{V}/emergencies/{{document}}/review"): {
        "json": {"outcome": "justified", "account": "Tout va bien."}
    },
    ("POST", f"{V}/emergencies/{{document}}/contest"): {"json": {"words": "Non."}},
    ("PUT", f"{V}/emergency-choice"): {"json": "choice"},
    ("GET", f"{V}/notices"): {},
    ("POST", f"{V}/notices/{{document}}/settlement"): {},
}
# Asking is for any verified professional: only who is none may not.
ASKING = {("POST", f"{V}/consent-requests"): {"json": "terms"}}
# Coming in beside consents is for them too; what it opens is waited for, or in the log and reviewed.
BESIDE = {("POST", "/represented-vaults"), ("POST", f"{V}/mandates"), ("POST", f"{V}/emergencies")}
# Elsewhere: who may, of the visitors above. Everybody else is refused.
VERIFIED, PROFESSIONALS = {"bruno", "chloe"}, {"denis", "bruno", "chloe"}
ORG = "/organisations/{org1}"
ASKED = {
    "grantee": {"kind": "professional", "id": "x"},
    "scope": {"categories": ["identity"]},
    "actions": ["see"],
    "purpose": "rights",
    "until": "2031-01-01T10:00:00Z",
}
ELSEWHERE: dict[tuple[str, str], tuple[set[str], dict[str, Any]]] = {
    ("GET", "/me"): ({*INTRUDERS} - {"stranger"}, {}),
    ("GET", "/register"): ({*INTRUDERS} - {"stranger"}, {}),
    ("POST", "/register/loads"): (set(), {"json": {"path": "../../secrets/x"}}),
    ("GET", "/feed"): ({"operator"}, {}),
    ("GET", "/vaults"): (VERIFIED, {}),
    ("GET", "/verifications"): (VERIFIED, {}),
    ("GET", "/day-appointments"): (VERIFIED, {"params": {"day": "2031-01-01"}}),
    ("POST", "/series-dates"): (
        {*VERIFIED, "fatou"},
        {"json": {"starts_local": "{soon}", "rhythm": {"count": 2}}},
    ),
    ("GET", "/groups"): (VERIFIED, {}),
    ("POST", "/groups"): (
        set(),
        {"json": {"title": "x", "starts_local": "{soon}", "vault_ids": "vaults"}},
    ),
    ("GET", "/groups/{link}"): (set(), {}),
    ("POST", "/groups/{link}/move"): (set(), {"json": {"starts_local": "{soon}"}}),
    ("POST", "/groups/{link}/people"): (set(), {"json": {"vault_ids": "vaults"}}),
    ("DELETE", "/groups/{link}/people/{vault}"): (set(), {}),
    ("DELETE", "/groups/{link}"): (set(), {}),
    ("POST", "/recurring-groups"): (
        set(),
        {
            "json": {
                "title": "x",
                "starts_local": "{soon}",
                "rhythm": {"count": 2},
                "vault_ids": "vaults",
            }
        },
    ),
    ("GET", "/recurring-groups/{link}"): (set(), {}),
    ("POST", "/recurring-groups/{link}/people"): (set(), {"json": {"vault_ids": "vaults"}}),
    ("DELETE", "/recurring-groups/{link}/people/{vault}"): (set(), {}),
    ("DELETE", "/recurring-groups/{link}"): (set(), {}),
    ("POST", "/vaults"): (VERIFIED, {"json": {"given_name": "Essai", "pin": PIN}}),
    ("POST", "/vault-batches"): (VERIFIED, {"json": {"people": [{"given_name": "Essai"}], "asks": ASKED}}),
    ("GET", "/vault-batches/{link}"): (set(), {}),
    ("POST", "/vault-batches/{link}/openings"): (set(), {}),
    ("GET", "/vault-batches/{link}/cards"): (set(), {}),
    ("POST", "/vault-batches/{link}/cards"): (set(), {}),
    ("DELETE", "/vault-batches/{link}/cards"): (set(), {}),
    ("POST", "/remote-vaults"): (VERIFIED, {"json": {"given_name": "Essai"}}),
    ("POST", "/remote-vaults/{link}/codes"): (set(), {}),
    ("POST", "/remote-vaults/{link}/codes/message"): (set(), {}),
    ("GET", "/organisations"): (PROFESSIONALS, {}),
    ("POST", "/organisations"): (VERIFIED, {"json": {"name": "Essai (démo)"}}),
    ("GET", ORG): ({*PROFESSIONALS, "operator"}, {}),
    ("DELETE", "/accounts/me"): (
        set(),
        {"json": {"password": "une autre phrase", "confirmation": "EFFACER"}},
    ),
    ("POST", f"{ORG}/teams"): (set(), {"json": {"name": "Intrus"}}),
    ("POST", f"{ORG}/members"): (set(), {"json": {"professional_id": "{chloe}"}}),
    ("DELETE", f"{ORG}/members/{{agnes}}"): (set(), {}),
    ("GET", "/professionals"): (PROFESSIONALS, {}),
    ("GET", "/professionals/{agnes}"): ({*PROFESSIONALS, "operator"}, {}),
    ("POST", "/professionals/{denis}/verification"): ({"operator"}, {}),
    ("GET", "/contacts"): (PROFESSIONALS, {}),
    ("POST", "/contacts"): (VERIFIED, {"json": {"professional_id": "{agnes}"}}),
    ("POST", "/contacts/{link}/accept"): (set(), {}),
    ("POST", "/contacts/{link}/decline"): (set(), {}),
    ("POST", "/contacts/{link}/withdraw"): (set(), {}),
    ("POST", "/contacts/{link}/sever"): (set(), {}),
}
PUBLIC = {
    ("POST", "/accounts"),
    ("POST", "/sessions"),
    ("POST", "/first-uses"),
    ("POST", "/code-uses"),
    ("DELETE", "/sessions/current"),
    ("GET", "/places"),
    ("POST", "/link-openings"),
    ("POST", "/recovery-stops"),
    ("POST", "/act-verifications"),
    ("GET", "/places/{}/{}"),
    ("GET", "/log/checkpoints"),
    ("GET", "/log/consistency"),
    ("POST", "/log/checkpoints/{}/cosignatures"),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with a_town(tmp_path_factory.mktemp("town")) as made:
        made.ids["link"], made.ids["line"] = str(uuid4()), "1"
        made.ids["soon"] = f"{made.clock.now() + timedelta(days=30):%Y-%m-%dT10:00}"
        yield made


def ask(town: Town, who: str, method: str, path: str, parts: dict[str, Any]) -> requests.Response:
    body = parts.get("json")
    if body == "choice":
        parts = {**parts, "json": {"allowed": False}}
    elif body == "pages":
        parts = {**parts, "json": {"pages": [{"id": town.ids["document"]}]}}
    elif body == "terms":
        parts = {**parts, "json": {"terms": town.terms("org2")}}
    elif isinstance(body, dict):
        named: dict[str, Any] = {k: v.format(**town.ids) for k, v in body.items() if isinstance(v, str)}
        if body.get("vault_ids") == "vaults":
            named["vault_ids"] = [town.ids["vault"]]
        parts = {**parts, "json": {**body, **named}}
    return town.ask(who, method, path, **parts)


def test_every_operation_of_the_api_is_in_these_tables(town: Town) -> None:
    schema = requests.get(f"{town.maillon.base_url}/schema/openapi.json", timeout=30).json()
    described = {
        (verb.upper(), _nameless(path.removeprefix("/api/v1")))
        for path, operations in schema["paths"].items()
        for verb in operations
        if verb.upper() in VERBS
    }
    judged = {*ON_A_VAULT, *ASKING, *BESIDE, *ELSEWHERE, *PUBLIC}
    assert described == {(verb, _nameless(path)) for verb, path in judged}


@pytest.mark.parametrize("who", INTRUDERS)
def test_who_has_no_business_in_a_vault_gets_nothing_of_it_and_is_in_its_log(town: Town, who: str) -> None:
    before, got_in = town.log_since()[0]["number"], []
    for (method, path), parts in ON_A_VAULT.items():
        answer = ask(town, who, method, path, parts)
        if answer.status_code not in REFUSED or any(canary in answer.text for canary in CANARIES):
            got_in.append(f"{method} {path}: {answer.status_code} {answer.text[:80]}")
    assert got_in == []
    told = town.log_since(before)
    assert {line["kind"] for line in told} <= {"access_refused"}
    # by the gateway, which keeps no log of the person's: the card, the code, and to who is no professional
    # finding the way back in
    unheard = {"stranger": len(ON_A_VAULT), "operator": 5, "fatou": 5}.get(who, 2)
    assert len(told) == len(ON_A_VAULT) - unheard
    assert all(line["actor"] and line["reason"] for line in told)


@pytest.mark.parametrize("who", INTRUDERS)
def test_a_vault_that_exists_and_one_that_does_not_answer_alike(town: Town, who: str) -> None:
    here, nowhere = town.ids["vault"], str(uuid4())
    for (method, path), parts in ON_A_VAULT.items():
        answers = []
        for vault in (here, nowhere):
            town.ids["vault"] = vault
            answer = ask(town, who, method, path, parts)
            said = {} if method == "HEAD" else answer.json()
            told = {k: v for k, v in said.items() if k != "correlation_id"}
            answers.append((answer.status_code, told))
        town.ids["vault"] = here
        if who != "bruno":  # who had a consent knows that it was there
            assert answers[0] == answers[1], (method, path)


@pytest.mark.parametrize("who", INTRUDERS)
def test_every_verb_on_every_address_of_a_vault_opens_nothing(town: Town, who: str) -> None:
    paths = {path for _, path in ON_A_VAULT} | {path for _, path in ASKING}
    opened = []
    for path in sorted(paths):
        for verb in VERBS:
            if (verb, path) in ASKING:
                continue
            answer = town.ask(who, verb, path)
            if answer.status_code < 400 and not (verb == "OPTIONS" and not answer.content):
                opened.append(f"{verb} {path} {answer.status_code}")
            assert answer.status_code < 500, (verb, path)
    assert opened == []


@pytest.mark.parametrize("who", INTRUDERS)
def test_asking_is_for_verified_professionals(town: Town, who: str) -> None:
    (((method, path), parts),) = ASKING.items()
    town_terms = {"json": {"terms": town.terms("org2")}}
    assert town.ask(who, method, path, **town_terms).status_code == (
        201 if who == "chloe" else 401 if who == "stranger" else 403
    ), parts


@pytest.mark.parametrize("who", INTRUDERS)
def test_elsewhere_each_does_what_is_theirs_and_no_more(town: Town, who: str) -> None:
    wrong = []
    for (method, path), (allowed, parts) in ELSEWHERE.items():
        if method == "POST" and "verification" in path and who == "operator":
            continue  # that is what an operator is for, and it would change who Denis is
        answer = ask(town, who, method, path, parts)
        fine = answer.status_code < 300 if who in allowed else answer.status_code in (*REFUSED, 404)
        if who == "operator" and path == "/register/loads":
            fine = answer.status_code in (404, 422)  # the address is theirs; that file is not
        if not fine:
            wrong.append(f"{method} {path}: {answer.status_code} {answer.text[:120]}")
    assert wrong == []


def test_the_vault_is_still_whole_and_its_owner_alone_at_home(town: Town) -> None:
    """Whatever was tried before, nothing of it had any effect."""
    awa = town.people["awa"]
    vault = awa.get(f"/vaults/{town.ids['vault']}")
    assert (vault["given_name"], vault["phone"]) == ("Awacanari", "+33639980042")
    assert [c["state"] for c in vault["consents"]] == ["live"]
    assert [d["id"] for d in awa.get(f"/vaults/{town.ids['vault']}/documents")["documents"]] == [
        town.ids["document"]
    ]
    content = awa.download(f"/vaults/{town.ids['vault']}/documents/{town.ids['document']}/content")
    assert content == papers.a_pdf()
    made = awa.get(f"/vaults/{town.ids['vault']}/appointments")["appointments"]
    assert [(a["id"], a["state"]) for a in made] == [(town.ids["appointment"], "scheduled")]


def _nameless(path: str) -> str:
    """`/vaults/{vault_id}` and `/vaults/{vault}` alike."""
    parts = ("{}" if part.startswith("{") else part for part in path.split("/"))
    return "/".join(parts)
