"""At a desk: the day's list within consent, and acts that whoever holds the paper can verify."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.gateway.identity.actors import ANONYMOUS
from shared.contracts import vault as v
from shared.contracts import vault_acts as t
from shared.contracts import vault_appointments as a
from shared.contracts import vault_day as d
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, professional, terms

DAY = "2030-05-06"


def meet(house: House, vault_id: str, at: str, **more: Any) -> None:
    command = a.ScheduleAppointment(
        vault_id=vault_id, title="Motif secret", starts_local=at, place_name="Mairie (démo)", **more
    )
    house.ask(Actor(id=vault_id, kind="holder", display="Awa"), command)


def day_of(house: House, actor: Actor, day: str = DAY) -> list[tuple[str, str]]:
    told: d.DayAppointments = house.ask(actor, d.ListDayAppointments(day=day))
    assert "secret" not in repr(told)
    return [(one.given_name, one.starts_local) for one in told.appointments]


def verdict(house: House, text: str) -> t.ActVerdict:
    told: t.ActVerdict = house.ask(ANONYMOUS, t.VerifyAct(sha256=t.act_digest(text)))
    return told


@pytest.mark.feature("V24")
def test_the_days_list_is_of_the_people_who_let_their_appointments_be_seen(house: House) -> None:
    awa, _ = house.open_vault()
    idir, _ = house.open_vault(given_name="Idir")
    hidden, _ = house.open_vault(given_name="Cachée", consent=terms(scope=Scope(categories=["identity"])))
    meet(house, idir, f"{DAY}T14:00")
    meet(house, awa, f"{DAY}T09:30")
    meet(house, awa, "2030-05-07T09:30")
    meet(house, hidden, f"{DAY}T08:00")
    assert day_of(house, AGNES) == [("Awa", f"{DAY}T09:30"), ("Idir", f"{DAY}T14:00")] == day_of(house, BRUNO)
    assert [line.kind for line in house.log_of(awa)].count("appointments_listed") == 2
    assert "appointments_listed" not in {line.kind for line in house.log_of(hidden)}


@pytest.mark.feature("V24")
def test_a_stranger_a_withdrawn_service_and_an_unverified_account_get_no_list(house: House) -> None:
    vault_id, awa = house.open_vault()
    meet(house, vault_id, f"{DAY}T09:30")
    assert day_of(house, CHLOE) == []
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    assert day_of(house, BRUNO) == []
    for actor in (awa, professional("Denis", verified=False)):
        with pytest.raises(NotAllowed):
            day_of(house, actor)
    with pytest.raises(InvalidInput) as refusal:
        day_of(house, AGNES, "demain")
    assert refusal.value.field == "day"


@pytest.mark.feature("V2")
def test_an_act_says_what_is_agreed_and_is_verified_by_its_words_alone(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(until=house.clock.now() + timedelta(days=90)))
    act: t.Act = house.ask(AGNES, t.DrawUpAct(vault_id=vault_id))
    for words in (
        "Awa Exemple",
        "Agnès Fictive, Service org-1",
        "mercredi 1er mai 2030 à 11h00",
        "Service org-1 peut voir, ajouter : identité, rendez-vous.",
        "Pour ouvrir des droits. Jusqu'au 30 juillet 2030.",
    ):
        assert words in act.text
    assert act.sha256 == t.act_digest(act.text)
    house.clock.move(timedelta(days=3))
    as_pasted = "  " + act.text.replace("\n", "\r\n   ") + "\n"
    assert verdict(house, as_pasted) == t.ActVerdict(known=True, drawn_up_at=act.drawn_up_at)
    listed = house.ask(awa, t.ListActs(vault_id=vault_id)).acts
    assert [(one.id, one.text) for one in listed] == [(act.id, act.text)]
    rows = house.uses.log.read_log(UUID(vault_id))
    assert [row.body["act"] for row in rows if row.kind == "act_drawn_up" and row.body] == [act.sha256]


@pytest.mark.feature("V2")
def test_an_act_with_one_word_changed_or_of_an_erased_vault_is_unknown(house: House) -> None:
    vault_id, awa = house.open_vault()
    act: t.Act = house.ask(awa, t.DrawUpAct(vault_id=vault_id))
    assert "Avec elle" not in act.text
    assert not verdict(house, act.text.replace("voir", "tout voir")).known
    assert verdict(house, act.text).known
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert not verdict(house, act.text).known
    stored = b"".join(path.read_bytes() for path in house.root.glob("vault.*.db*"))
    assert act.sha256.encode() not in stored


def test_an_act_is_drawn_up_and_read_by_whom_a_consent_reaches_and_each_reads_their_own(house: House) -> None:
    vault_id, awa = house.open_vault()
    for request in (t.DrawUpAct(vault_id=vault_id), t.ListActs(vault_id=vault_id)):
        with pytest.raises(NotAllowed):
            house.ask(CHLOE, request)
    house.ask(awa, t.DrawUpAct(vault_id=vault_id))
    mine = house.ask(AGNES, t.DrawUpAct(vault_id=vault_id), key="the same")
    assert house.ask(AGNES, t.DrawUpAct(vault_id=vault_id), key="the same") == mine
    assert [one.id for one in house.ask(AGNES, t.ListActs(vault_id=vault_id)).acts] == [mine.id]
    assert house.ask(BRUNO, t.ListActs(vault_id=vault_id)).acts == []
    assert len(house.ask(awa, t.ListActs(vault_id=vault_id)).acts) == 2
    with pytest.raises(InvalidInput):
        house.ask(awa, t.DrawUpAct(vault_id=vault_id, zone="Nowhere/At_All"))
