"""A process that gives an appointment to a group and may be killed meanwhile (see test_killed_while_giving).

Run as `python group_giver.py FOLDER KEY VAULT_ID…`; says `ready`, then gives, then says `given`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from shared.contracts import vault_groups as g
from shared.eventstore.master_key import MasterKey
from tests.unit.vault.house import AGNES, House

MASTER = "master.json"


def house_at(folder: Path) -> House:
    """The house of that folder, with the keys that it had."""
    house, file = House(folder), folder / MASTER
    house.master = MasterKey.from_file(file) if file.exists() else MasterKey.create_file(file)
    house.open()
    return house


def give(house: House, key: str, vault_ids: list[str]) -> g.GroupChange:
    asked = g.ScheduleGroup(title="Atelier (démo)", starts_local="2030-07-16T14:00", vault_ids=vault_ids)
    made: g.GroupChange = house.ask(AGNES, asked, key)
    return made


if __name__ == "__main__":
    opened = house_at(Path(sys.argv[1]))
    print("ready", flush=True)
    give(opened, sys.argv[2], sys.argv[3:])
    print("given", flush=True)
