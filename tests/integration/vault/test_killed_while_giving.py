"""Killed for good (SIGKILL) at any moment of giving an appointment to a group: all have it or none does,
and the same request sent again ends with each having it once.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shared.contracts import vault_appointments as a
from tests.architecture.tree import ROOT
from tests.integration.vault.group_giver import give, house_at
from tests.unit.vault.house import House, holder

PEOPLE = 8
KILLED_AFTER_S = (0.0, 0.05, 0.12, 0.25)  # giving takes about a fifth of a second


def kill_one(folder: Path, key: str, vaults: list[str], after_s: float) -> None:
    program = str(Path(__file__).with_name("group_giver.py"))
    child = subprocess.Popen(
        [sys.executable, program, str(folder), key, *vaults],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    try:
        child.wait(timeout=after_s)
    except subprocess.TimeoutExpired:
        child.kill()
    child.stdout.close()
    child.wait()


def counted(house: House, vaults: list[str]) -> Counter[int]:
    """How many vaults have how many appointments."""
    while house.uses.views.run_once():
        pass
    ask = [house.ask(holder(v), a.ListAppointments(vault_id=v)).appointments for v in vaults]
    return Counter(len(listed) for listed in ask)


@pytest.mark.feature("S1")
def test_a_group_is_given_whole_or_not_at_all_and_once(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    vaults = [house.open_vault()[0] for _ in range(PEOPLE)]
    for number, after_s in enumerate(KILLED_AFTER_S):
        kill_one(tmp_path, f"round-{number}", vaults, after_s)
        found = counted(house, vaults)
        assert found in (Counter({number: PEOPLE}), Counter({number + 1: PEOPLE})), "never some"
        assert give(house, f"round-{number}", vaults).placed == vaults
        assert counted(house, vaults) == Counter({number + 1: PEOPLE})
    house.close()
