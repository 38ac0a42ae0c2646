"""What several people do to one vault at the same instant: words, a grant and a no, a decision taken back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.contracts import vault_mandates as m
from shared.contracts.shapes import Request
from shared.contracts.vault_consents import WithdrawDocument
from shared.contracts.vault_recovery import (
    GrantRecovery,
    ListRecoveries,
    StopRecovery,
    WitnessRecovery,
)
from shared.problems import Problem
from shared.rpc.call import Actor
from tests.unit.vault.fakes import PlainIntake
from tests.unit.vault.house import AGNES, BRUNO, House
from tests.unit.vault.test_mandates import MARC, NORA, represented

ROUNDS = 5


def at_once(house: House, *asked: tuple[Actor, Request]) -> list[str]:
    """What each was answered: `done`, or the code of the refusal."""

    def one(number: int, actor: Actor, request: Request) -> str:
        try:
            house.caller.call(request, actor, key=f"at-once-{number}-{request}")
        except Problem as problem:
            return problem.code
        return "done"

    with ThreadPoolExecutor(len(asked)) as pool:
        asking: list[Callable[[], Any]] = [
            pool.submit(one, number, *what).result for number, what in enumerate(asked)
        ]
        return [answer() for answer in asking]


@pytest.mark.feature("V18")
def test_two_first_words_at_once_are_one_way_back_with_two_witnesses(house: House) -> None:
    for _ in range(ROUNDS):
        vault_id, awa = house.open_vault()
        word = WitnessRecovery(vault_id=vault_id)
        assert at_once(house, (AGNES, word), (BRUNO, word)) == ["done", "done"]
        (one,) = house.ask(awa, ListRecoveries(vault_id=vault_id)).recoveries
        assert (len(one.witnesses), one.ready) == (2, True)


@pytest.mark.feature("V18")
def test_of_two_grants_and_a_no_at_once_one_witness_at_most_has_it_and_no_is_the_last_word(
    house: House,
) -> None:
    for _ in range(ROUNDS):
        vault_id, awa = house.open_vault()
        for who in (AGNES, BRUNO):
            one = house.ask(who, WitnessRecovery(vault_id=vault_id)).id
        grant = GrantRecovery(vault_id=vault_id, recovery_id=one)
        stop = StopRecovery(vault_id=vault_id, recovery_id=one)
        answers = at_once(house, (AGNES, grant), (BRUNO, grant), (awa, stop))
        assert answers[:2].count("done") <= 1
        assert set(answers[:2]) <= {"done", "recovery_granted", "recovery_stopped"}
        assert answers[2] == "done"
        (told,) = house.ask(awa, ListRecoveries(vault_id=vault_id)).recoveries
        assert told.state == "stopped"


@pytest.mark.feature("V13")
def test_a_decision_confirmed_and_taken_back_at_once_is_one_of_both_never_a_mandate_on_nothing(
    house: House,
) -> None:
    house.intake = PlainIntake(house.blobs)  # what is in the paper is no matter here
    house.open()
    for _ in range(ROUNDS):
        vault_id, mandate_id = represented(house)
        (before,) = house.ask(MARC, m.ListMandates(vault_id=vault_id)).mandates
        confirm = m.ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id)
        take_back = WithdrawDocument(vault_id=vault_id, document_id=before.document_id)
        answers = at_once(house, (NORA, confirm), (MARC, take_back))
        assert answers in (["done", "decision_confirmed"], ["decision_missing", "done"])
        (after,) = house.ask(MARC, m.ListMandates(vault_id=vault_id)).mandates
        assert bool(after.document_id) == (after.state == "live")
