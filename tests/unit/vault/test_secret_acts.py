"""What became of a person's code or card is one line of their log per key, written by nobody else."""

from __future__ import annotations

from typing import get_args

import pytest

from shared.contracts.vault_secret import NoteSecretAct, SecretAct
from shared.problems import NotAllowed
from tests.unit.vault.house import AGNES, House, holder

ACTS = get_args(SecretAct)


@pytest.mark.feature("V1")
def test_each_act_is_a_line_and_told_twice_under_one_key_still_one(house: House) -> None:
    vault_id, awa = house.open_vault()
    for act in ACTS:
        for _ in range(2):
            house.ask(awa, NoteSecretAct(vault_id=vault_id, act=act), key=act)
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert [kinds.count(act) for act in ACTS] == [1] * len(ACTS)


def test_neither_a_professional_nor_another_person_writes_one(house: House) -> None:
    vault_id, _ = house.open_vault()
    other, _ = house.open_vault()
    for actor in (AGNES, holder(other)):
        with pytest.raises(NotAllowed):
            house.ask(actor, NoteSecretAct(vault_id=vault_id, act="secret_changed"))
    assert "secret_changed" not in [line.kind for line in house.log_of(vault_id)]
