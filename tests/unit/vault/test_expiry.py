"""Papers know when they end: said by who may, shown within consent, reminded without a name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_expiry as e
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed, NotFound
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, terms

NOTIFICATIONS = Actor(id="service:notifications", kind="service")
SOON = "2030-06-30"  # sixty days after the house's first day


def note(house: House, actor: Actor, vault_id: str, document_id: str, day: str = SOON, **more: Any) -> Any:
    command = e.NotePaperExpiry(vault_id=vault_id, document_id=document_id, expires_on=day, **more)
    return house.ask(actor, command)


def listed(house: House, actor: Actor, vault_id: str) -> list[tuple[str, int, str]]:
    told: e.PaperExpiries = house.ask(actor, e.ListPaperExpiries(vault_id=vault_id))
    return [(paper.title, paper.days_left, paper.state) for paper in told.papers]


def reach(house: House, vault_id: str, document_id: str) -> a.Reach:
    ask = a.GetReach(vault_id=vault_id, appointment_id=e.paper_reminder(document_id))
    told: a.Reach = house.ask(NOTIFICATIONS, ask)
    return told


@pytest.mark.feature("V16")
def test_papers_that_end_are_listed_the_soonest_first_and_the_day_is_a_fact_without_a_name(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    card, permit, old = (house.deposit(awa, vault_id, title=t).id for t in ("Carte", "Titre", "Vieux"))
    note(house, awa, vault_id, card, "2035-01-01")
    note(house, AGNES, vault_id, permit)
    note(house, awa, vault_id, old, "2030-04-30")
    expected = [("Vieux", -1, "expired"), ("Titre", 60, "soon"), ("Carte", 1706, "later")]
    assert listed(house, awa, vault_id) == expected == listed(house, BRUNO, vault_id)
    told = [bytes(data) for kind, data in house.facts() if kind == "vault.paper_expiry_noted"]
    assert len(told) == 3
    assert b"Titre" not in b"".join(told)
    assert [line.kind for line in house.log_of(vault_id)].count("expiry_noted") == 3


@pytest.mark.feature("V16")
def test_a_date_is_said_by_who_may_add_that_paper_and_shown_to_who_may_see_it(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(actions=["see"], scope=Scope(categories=["identity"])))
    card = house.deposit(awa, vault_id).id
    health = house.deposit(awa, vault_id, category="health").id
    note(house, awa, vault_id, health)
    for actor, document_id, code in (
        (BRUNO, card, "action"),
        (BRUNO, health, "scope"),
        (CHLOE, card, "no_consent"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            note(house, actor, vault_id, document_id)
        assert refusal.value.code == code
        with pytest.raises(NotAllowed):
            house.ask(actor, e.ForgetPaperExpiry(vault_id=vault_id, document_id=document_id))
    assert listed(house, BRUNO, vault_id) == []
    with pytest.raises(NotAllowed):
        listed(house, CHLOE, vault_id)
    with pytest.raises(NotFound):
        note(house, awa, vault_id, str(uuid4()))
    assert [line.kind for line in house.log_of(vault_id)].count("access_refused") == 7


@pytest.mark.parametrize("day", ["", "demain", "2030-02-30", "1066-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused_by_its_box(house: House, day: str) -> None:
    vault_id, awa = house.open_vault()
    card = house.deposit(awa, vault_id).id
    with pytest.raises(InvalidInput) as refusal:
        note(house, awa, vault_id, card, day)
    assert (refusal.value.code, refusal.value.field) == ("expiry_malformed", "expires_on")
    assert listed(house, awa, vault_id) == []


def test_only_the_person_lets_the_sms_say_which_paper(house: House) -> None:
    vault_id, awa = house.open_vault(phone="+33639980010")
    card = house.deposit(awa, vault_id, title="Titre de séjour").id
    note(house, AGNES, vault_id, card, title_in_sms=True)
    assert (reach(house, vault_id, card).place_name, reach(house, vault_id, card).about) == ("", "paper")
    note(house, awa, vault_id, card, title_in_sms=True)
    assert reach(house, vault_id, card).place_name == "Titre de séjour"
    note(house, AGNES, vault_id, card, "2030-07-31")
    assert reach(house, vault_id, card).place_name == "Titre de séjour"
    assert reach(house, vault_id, card).phone == "+33639980010"
    with pytest.raises(NotAllowed):
        house.ask(AGNES, a.GetReach(vault_id=vault_id, appointment_id=e.paper_reminder(card)))


def test_the_same_date_twice_is_said_once_and_a_forgotten_one_reminds_nobody(house: House) -> None:
    vault_id, awa = house.open_vault()
    card = house.deposit(awa, vault_id).id
    for _ in range(2):
        note(house, awa, vault_id, card)
    for _ in range(2):
        house.ask(awa, e.ForgetPaperExpiry(vault_id=vault_id, document_id=card))
    kinds = [kind for kind, _ in house.facts()]
    assert (kinds.count("vault.paper_expiry_noted"), kinds.count("vault.paper_expiry_forgotten")) == (1, 1)
    assert not reach(house, vault_id, card).live
    house.clock.move(timedelta(days=1))
    note(house, awa, vault_id, card)
    assert reach(house, vault_id, card).live


def test_erased_a_vault_reminds_of_no_paper(house: House) -> None:
    vault_id, awa = house.open_vault()
    card = house.deposit(awa, vault_id).id
    note(house, awa, vault_id, card)
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert not reach(house, vault_id, card).live
