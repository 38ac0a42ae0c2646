"""What must not be done on the word of half a minute ago: the directory is asked again at that moment."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.directory import ListMyOrganisations, Organisation, Organisations
from shared.contracts.vault_emergency import OpenEmergency
from shared.contracts.vault_recovery import WitnessRecovery
from shared.problems import Unavailable
from tests.unit.gateway.house import House
from tests.unit.gateway.test_way_back import a_recovery
from tests.unit.gateway.walker import Walker, done

URGENT = {"reason": "grave_danger", "account": "Chute dans la rue (exemple)", "minutes": 30}


def acts_for(house: House, *names: str) -> None:
    mine = [Organisation(id=name, name=name, my_role="member") for name in names]
    house.caller.replies[ListMyOrganisations] = lambda *_: Organisations(organisations=mine)


def who_asked(house: House, kind: type[Any]) -> str:
    return house.caller.all(kind)[-1].actor.organisation_id


@pytest.mark.feature("V14")
def test_an_emergency_is_asked_for_by_whom_the_directory_says_now(house: House) -> None:
    acts_for(house, "org-1")
    headers = house.sign_up()
    house.caller.replies |= {OpenEmergency: done, WitnessRecovery: lambda *_: a_recovery()}
    address = "/api/v1/vaults/v1"
    house.client.post(f"{address}/emergencies", json=URGENT, headers=headers)
    assert who_asked(house, OpenEmergency) == "org-1"
    acts_for(house)  # they left; what was known of them is not half a minute old
    house.client.post(f"{address}/emergencies", json=URGENT, headers=headers)
    house.client.post(f"{address}/recoveries", headers=headers)
    assert (who_asked(house, OpenEmergency), who_asked(house, WitnessRecovery)) == ("", "")


def test_the_page_asks_again_too(house: House) -> None:
    acts_for(house, "org-1")
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies[OpenEmergency] = done
    acts_for(house)
    walker.post("/coffre/v1/urgence", **URGENT)
    assert who_asked(house, OpenEmergency) == ""


def test_without_the_directory_what_was_last_known_counts_for_a_quarter_of_an_hour(house: House) -> None:
    acts_for(house, "org-1")
    headers = house.sign_up()
    house.caller.replies[OpenEmergency] = done
    house.client.post("/api/v1/vaults/v1/emergencies", json=URGENT, headers=headers)

    def silent(*_: object) -> None:
        raise Unavailable("no_reply")

    house.caller.replies[ListMyOrganisations] = silent
    house.client.post("/api/v1/vaults/v1/emergencies", json=URGENT, headers=headers)
    assert who_asked(house, OpenEmergency) == "org-1"
