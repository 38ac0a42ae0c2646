"""How a person is told at once: her number and language, the page that says no; nothing once it is over."""

from __future__ import annotations

import pytest

from services.vault.application.get_reach import NOTIFICATIONS
from shared.contracts import vault as v
from shared.contracts.vault_alerts import alert_name
from shared.contracts.vault_appointments import GetReach, Reach
from shared.contracts.vault_recovery import StopRecovery, StopRecoveryByCode
from shared.problems import NotAllowed
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, House
from tests.unit.vault.test_emergencies import urgent
from tests.unit.vault.test_mandates import MARC, staffed
from tests.unit.vault.test_way_back import VISITOR, word

REMINDERS = Actor(id=NOTIFICATIONS, kind="service")
PHONE = "+33639980010"


def reach(house: House, vault_id: str, name: str, by: Actor = REMINDERS) -> Reach:
    found: Reach = house.ask(by, GetReach(vault_id=vault_id, appointment_id=name))
    return found


@pytest.mark.feature("V18")
def test_the_message_about_a_way_back_leads_to_the_page_that_says_no(house: House) -> None:
    vault_id, _awa = house.open_vault(phone=PHONE)
    name = alert_name("recovery", word(house, AGNES, vault_id).id)
    told = reach(house, vault_id, name)
    assert (told.phone, told.about, told.live) == (PHONE, "recovery", True)
    _, root, shown_vault, code = told.refusal_path.split("/")
    assert root == "non"
    house.ask(VISITOR, StopRecoveryByCode(vault_id=shown_vault, code=code))
    assert not reach(house, vault_id, name).live


@pytest.mark.feature("V14")
def test_an_emergency_is_told_to_her_number_and_an_unknown_one_is_no_news(house: House) -> None:
    staffed(house)
    vault_id, _awa = house.open_vault(phone=PHONE)
    opened = house.ask(MARC, urgent(vault_id)).id
    told = reach(house, vault_id, alert_name("emergency", opened))
    assert (told.phone, told.about, told.refusal_path) == (PHONE, "emergency", "")
    for about in ("emergency", "recovery"):
        assert not reach(house, vault_id, f"alert:{about}:unknown").live


def test_nobody_else_asks_and_nothing_is_told_of_an_erased_vault(house: House) -> None:
    vault_id, awa = house.open_vault(phone=PHONE)
    asked = word(house, AGNES, vault_id).id
    name = alert_name("recovery", asked)
    for actor in (AGNES, awa, VISITOR):
        with pytest.raises(NotAllowed):
            reach(house, vault_id, name, by=actor)
    house.ask(awa, StopRecovery(vault_id=vault_id, recovery_id=asked))
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert reach(house, vault_id, name) == Reach(phone="", language="", live=False)
