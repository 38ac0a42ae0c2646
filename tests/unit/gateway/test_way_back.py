"""Card and PIN both lost: the vault grants, both are replaced once; pages of witnesses, of the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.vault_recovery import (
    GrantRecovery,
    ListRecoveries,
    NoteRecoveryDone,
    Recoveries,
    Recovery,
    StopRecovery,
    StopRecoveryByCode,
    Witness,
    WitnessRecovery,
)
from shared.problems import NotAllowed, NotFound, Refused, Unavailable
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker, done, furnish

RECOVERY = "019e1f00-0000-7000-8000-0000000000a1"
CODE = "abcdefgh23"


def a_recovery(**changes: Any) -> Recovery:
    fields: dict[str, Any] = {
        "id": RECOVERY,
        "state": "open",
        "asked_at": NOW,
        "ready_at": NOW + timedelta(hours=72),
        "ends_at": NOW + timedelta(days=14),
        "mine": True,
        "witnesses": [Witness(name="Agnès Fictive", organisation="Relais", at=NOW, present=True)],
        **changes,
    }
    return Recovery(**fields)


def vault_says(house: House, **changes: Any) -> None:
    one = a_recovery(**changes)
    house.caller.replies |= {
        WitnessRecovery: lambda *_: one,
        ListRecoveries: lambda *_: Recoveries(recoveries=[one]),
        GrantRecovery: lambda *_: a_recovery(state="granted"),
        NoteRecoveryDone: done,
        StopRecovery: done,
        StopRecoveryByCode: done,
    }


def opened(house: House) -> tuple[dict[str, str], dict[str, str]]:
    headers = house.sign_up()
    vault_says(house, ready=True)
    return headers, house.open_vault(headers)


def replace(house: House, headers: dict[str, str], vault_id: str, pin: str = "7391") -> Any:
    address = f"/api/v1/vaults/{vault_id}/recoveries/{RECOVERY}/replacement"
    return house.client.post(address, json={"pin": pin}, headers=headers)


@pytest.mark.feature("V18")
def test_both_are_replaced_the_old_ones_open_nothing_and_sessions_end(house: House) -> None:
    headers, vault = opened(house)
    before = house.sign_in_by_card(vault["card"]).json()["token"]
    answer = replace(house, headers, vault["vault_id"])
    assert answer.status_code == 201, answer.text
    assert house.client.get("/api/v1/me", headers={"Authorization": f"Bearer {before}"}).status_code == 401
    assert house.sign_in_by_card(vault["card"], "7391").json()["code"] == "card_revoked"
    assert house.sign_in_by_card(answer.json()["card"], "4807").status_code == 401
    assert house.sign_in_by_card(answer.json()["card"], "7391").status_code == 201
    assert len(house.caller.all(NoteRecoveryDone)) == 1


@pytest.mark.feature("V18")
def test_what_the_vault_does_not_grant_is_not_replaced(house: House) -> None:
    headers, vault = opened(house)

    def no(*_: object) -> None:
        raise Refused("recovery_waits")

    house.caller.replies[GrantRecovery] = no
    answer = replace(house, headers, vault["vault_id"])
    assert (answer.status_code, answer.json()["code"]) == (422, "recovery_waits")
    assert house.sign_in_by_card(vault["card"]).status_code == 201
    assert house.caller.all(NoteRecoveryDone) == []


@pytest.mark.feature("V18")
def test_one_grant_is_used_once_whatever_is_sent_again(house: House) -> None:
    headers, vault = opened(house)
    card = replace(house, headers, vault["vault_id"]).json()["card"]
    again = replace(house, headers, vault["vault_id"], "9513")
    assert (again.status_code, again.json()["code"]) == (409, "recovery_used")
    assert house.sign_in_by_card(card, "7391").status_code == 201


def test_dying_between_the_vaults_grant_and_ours_it_is_sent_again_and_done(house: House) -> None:
    headers, vault = opened(house)

    def lost(*_: object) -> None:
        raise Unavailable("no_reply")

    granting = house.caller.replies[GrantRecovery]
    house.caller.replies[GrantRecovery] = lost  # the vault granted; its answer never came
    assert replace(house, headers, vault["vault_id"]).status_code == 503
    house.caller.replies |= {GrantRecovery: granting, NoteRecoveryDone: lost}
    answer = replace(house, headers, vault["vault_id"])
    assert answer.status_code == 201
    assert house.sign_in_by_card(answer.json()["card"], "7391").status_code == 201


def test_a_simple_pin_asks_the_vault_nothing_and_a_holder_replaces_nothing(house: House) -> None:
    headers, vault = opened(house)
    assert replace(house, headers, vault["vault_id"], "1234").json()["code"] == "pin_too_simple"
    mine = {"Authorization": f"Bearer {house.sign_in_by_card(vault['card']).json()['token']}"}
    assert replace(house, mine, vault["vault_id"]).status_code == 403
    assert house.caller.all(GrantRecovery) == []


@pytest.mark.feature("V18")
def test_witnesses_the_person_and_the_message_speak_by_the_api_too(house: House) -> None:
    headers, vault = opened(house)
    mine = {"Authorization": f"Bearer {house.sign_in_by_card(vault['card']).json()['token']}"}
    address = f"/api/v1/vaults/{vault['vault_id']}/recoveries"
    assert house.client.post(address, headers=headers).json()["id"] == RECOVERY
    assert house.client.get(address, headers=mine).json()["recoveries"][0]["state"] == "open"
    assert house.client.post(f"{address}/{RECOVERY}/stop", headers=mine).status_code == 201
    said = {"vault_id": vault["vault_id"], "code": CODE}
    assert house.client.post("/api/v1/recovery-stops", json=said).status_code == 201
    assert house.client.post("/api/v1/recovery-stops", json=said | {"code": "no"}).status_code == 422
    assert house.caller.all(StopRecoveryByCode)[0].actor.kind == "anonymous"


@pytest.mark.feature("V18")
def test_the_professionals_pages_lead_from_the_first_word_to_the_printed_card(house: House) -> None:
    _headers, vault = opened(house)
    walker = Walker(house)
    furnish(house, vault["vault_id"])
    house.caller.replies[ListRecoveries] = lambda *_: Recoveries(recoveries=[])
    walker.post("/connexion", email="agnes@exemple.invalid", password="une phrase assez longue")
    address = f"/coffre/{vault['vault_id']}/secours"
    assert "Je témoigne et je demande" in walker.get(address)
    walker.post(f"{address}/temoin")
    assert walker.status == 422
    assert "Cochez la case" in walker.page
    vault_says(house)
    told = walker.post(f"{address}/temoin", here="yes")
    assert "Je suis encore avec la personne" in told
    assert "Donner l'alerte" in told
    assert "Carte et code : quelqu'un demande" in walker.get(f"/coffre/{vault['vault_id']}")
    vault_says(house, ready=True)
    assert "Remplacer la carte et le code" in walker.get(address)
    walker.post(f"{address}/{RECOVERY}/remise", both_pin="7391", both_pin_again="7392")
    assert walker.status == 422
    told = walker.post(f"{address}/{RECOVERY}/remise", both_pin="7391", both_pin_again="7391")
    assert walker.path.startswith("/carte/")
    assert "<svg" in told
    assert "C'est arrêté" in walker.post(f"{address}/{RECOVERY}/alerte")


def test_a_refusal_is_shown_on_the_witnesss_page(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    vault_says(house)

    def no(*_: object) -> None:
        raise NotAllowed("no_consent", "La personne ne vous a pas donné accès à ce coffre.")

    house.caller.replies |= {WitnessRecovery: no, StopRecovery: no}
    for path in ("temoin", f"{RECOVERY}/alerte"):
        walker.post(f"/coffre/v1/secours/{path}", here="yes")
        assert walker.status == 403
        assert "ne vous a pas donné d'autorisation" in walker.page


@pytest.mark.feature("V18")
def test_the_person_is_told_on_her_first_page_and_says_no(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    vault_says(house, mine=False)
    for page in ("/", "/journal"):
        told = walker.get(page)
        assert "Carte et code : quelqu'un demande à les remplacer." in told
        assert "Agnès Fictive (Relais)" in told
    assert "Non, arrêter tout de suite" in walker.get("/secours")
    vault_says(house, state="stopped", stopped_at=NOW, stopped_by="holder")
    told = walker.post(f"/secours/{RECOVERY}/non")
    assert "Vous avez dit non" in told
    assert "quelqu'un demande" not in walker.get("/")


@pytest.mark.feature("V18")
def test_the_address_of_the_message_asks_before_it_stops_and_a_wrong_one_stops_nothing(house: House) -> None:
    walker = Walker(house)
    vault_says(house)
    assert "Non, arrêter tout de suite" in walker.get(f"/non/v1/{CODE}")
    assert house.caller.all(StopRecoveryByCode) == []
    assert "Rien ne sera remplacé" in walker.post(f"/non/v1/{CODE}")

    def unknown(*_: object) -> None:
        raise NotFound("recovery_unknown")

    house.caller.replies[StopRecoveryByCode] = unknown
    assert "n'arrête rien" in walker.post(f"/non/v1/{CODE}")
    assert walker.status == 404
