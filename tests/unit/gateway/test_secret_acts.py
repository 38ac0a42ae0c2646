"""The person's log tells what became of their code, name and card: once each, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.gateway.identity.secret_acts import tell_waiting
from services.gateway.identity.tables import SECRET_ACT
from shared.contracts.shapes import Done, Request
from shared.contracts.vault_facts import VaultErased
from shared.contracts.vault_recovery import BeginRecovery, EndRecovery
from shared.contracts.vault_secret import NoteSecretAct
from shared.problems import Problem, Refused, Unavailable
from shared.rpc.call import RPC_TIMEOUT_S, Actor, Answer
from tests.unit.gateway.house import House
from tests.unit.gateway.test_erased_vaults import hear
from tests.unit.gateway.walker import done, furnish

PHRASE = "la mésange mange du pain"


class Vault:
    """The vault as the worker reaches it: blocking; `heard`, by key."""

    def __init__(self, problem: Problem | None = None) -> None:
        self.heard: dict[str, Any] = {}
        self._problem = problem

    def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer:
        if self._problem is not None:
            raise self._problem
        self.heard[key] = (request, actor.kind)
        return Answer(value=Done())


def opened(house: House) -> tuple[dict[str, str], dict[str, str]]:
    """A vault and its person, signed in."""
    vault = house.open_vault(house.sign_up())
    house.caller.replies[NoteSecretAct] = done
    furnish(house, vault["vault_id"])
    token = house.sign_in_by_card(vault["card"]).json()["token"]
    return vault, {"Authorization": f"Bearer {token}"}


def told(house: House) -> list[str]:
    return [asked.request.act for asked in house.caller.all(NoteSecretAct)]  # type: ignore[attr-defined]


def waiting(house: House) -> list[str]:
    with house.engine.connect() as connection:
        return list(connection.execute(sa.select(SECRET_ACT.c.act).order_by(SECRET_ACT.c.at)).scalars())


def change(house: House, vault: dict[str, str], person: dict[str, str], current: str, **new: str) -> Any:
    body = {"current": current, **new}
    return house.client.put(f"/api/v1/vaults/{vault['vault_id']}/secret", json=body, headers=person)


def reissue(house: House, vault: dict[str, str], person: dict[str, str], pin: str) -> Any:
    return house.client.post(f"/api/v1/vaults/{vault['vault_id']}/card", json={"pin": pin}, headers=person)


@pytest.mark.feature("V1")
def test_a_code_a_name_and_a_card_changed_are_told_to_the_log_under_keys_of_their_own(house: House) -> None:
    vault, person = opened(house)
    assert change(house, vault, person, "4807", secret="7391").status_code == 200
    assert change(house, vault, person, "7391", secret=PHRASE, sign_in_name="Moineau").status_code == 200
    assert reissue(house, vault, person, PHRASE).status_code == 201
    assert told(house) == ["secret_changed", "name_chosen", "card_reissued"]
    asked = house.caller.all(NoteSecretAct)
    assert {(a.actor.id, a.actor.kind) for a in asked} == {(vault["vault_id"], "holder")}
    assert len({a.key for a in asked}) == len(asked)
    assert waiting(house) == []


@pytest.mark.feature("V1")
def test_wrong_codes_change_nothing_and_are_told_once_an_hour(house: House) -> None:
    vault, person = opened(house)
    for pin in ("7391", "9513"):
        assert change(house, vault, person, pin, secret="2468").status_code == 401
    wrong = {"pin": "8642", "confirmation": "EFFACER"}
    path = f"/api/v1/vaults/{vault['vault_id']}"
    house.clock.move(timedelta(seconds=30))
    assert house.client.request("DELETE", path, json=wrong, headers=person).status_code == 401
    assert set(told(house)) == {"secret_refused"}
    assert len({asked.key for asked in house.caller.all(NoteSecretAct)}) == 1, "one key is one line"
    house.clock.move(timedelta(hours=1))
    token = house.sign_in_by_card(vault["card"]).json()["token"]
    person = {"Authorization": f"Bearer {token}"}
    assert reissue(house, vault, person, "8642").status_code == 401
    assert len({asked.key for asked in house.caller.all(NoteSecretAct)}) == 2


def test_what_replaces_a_secret_at_a_recovery_is_told_and_its_wrong_proof_is_the_witness_s(
    house: House,
) -> None:
    vault, _ = opened(house)
    house.caller.replies |= {BeginRecovery: done, EndRecovery: done}
    witness, path = (
        house.sign_up(email="bruno@exemple.invalid"),
        f"/api/v1/vaults/{vault['vault_id']}/recovery",
    )
    lost = {"card": vault["card"], "pin": "7391"}
    assert house.client.post(f"{path}/pin", json=lost, headers=witness).status_code == 201
    assert house.client.post(f"{path}/card", json={"pin": "9513"}, headers=witness).status_code == 401
    assert house.client.post(f"{path}/card", json={"pin": "7391"}, headers=witness).status_code == 201
    assert told(house) == ["secret_changed", "card_reissued"]


def test_what_the_vault_did_not_hear_the_worker_tells_once(house: House) -> None:
    vault, person = opened(house)
    house.caller.replies[NoteSecretAct] = silent
    assert change(house, vault, person, "4807", secret="7391").status_code == 200, "done is done"
    assert waiting(house) == ["secret_changed"]
    down, back = Vault(Unavailable("unavailable", "")), Vault()
    assert [tell_waiting(house.engine, one) for one in (down, back, back)] == [0, 1, 0]
    ((request, kind),) = back.heard.values()
    assert (request.vault_id, request.act, kind) == (vault["vault_id"], "secret_changed", "holder")
    assert set(back.heard) == {asked.key for asked in house.caller.all(NoteSecretAct)}, "the same key"


def test_nothing_waits_for_an_erased_vault(house: House) -> None:
    vault, person = opened(house)
    house.caller.replies[NoteSecretAct] = silent
    change(house, vault, person, "4807", secret="7391")
    assert tell_waiting(house.engine, Vault(Refused("vault_erased", ""))) == 1
    reissue(house, vault, person, "7391")
    assert waiting(house) == ["card_reissued"]
    hear(house, VaultErased(vault_id=vault["vault_id"]))
    assert waiting(house) == []


def silent(*_: Any) -> Done:
    raise Unavailable("unavailable", "")
