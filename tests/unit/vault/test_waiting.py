"""A vault prepared for someone who is not there: nothing is shared, they claim it in time, or it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.application.get_reach import NOTIFICATIONS
from services.vault.domain.waiting import Waiting
from shared.contracts import vault as v
from shared.contracts import vault_mandates as m
from shared.contracts.vault_alerts import alert_name
from shared.contracts.vault_appointments import GetReach, Reach
from shared.contracts.vault_erasure import GetErasure
from shared.contracts.vault_terms import ConsentTerms
from shared.contracts.vault_waiting import (
    WAITING_DAYS,
    CheckPeople,
    ClaimVault,
    OpenWaitingVault,
    PersonToCheck,
    WaitingVault,
)
from shared.problems import Conflict, InvalidInput, NotAllowed, Problem, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, NOW, House, holder, professional, terms
from tests.unit.vault.test_mandates import MARC, confirm, mandate, staffed

DAYS = WAITING_DAYS["card"]


def prepared(house: House, **changes: Any) -> tuple[str, Actor]:
    vault_id = str(uuid4())
    fields: dict[str, Any] = {"given_name": "Awa", "manner": "card", "asks": long_terms(), **changes}
    opened: WaitingVault = house.ask(AGNES, OpenWaitingVault(vault_id=vault_id, **fields))
    assert opened.until == NOW + timedelta(days=WAITING_DAYS[fields["manner"]])
    return vault_id, holder(vault_id)


def long_terms() -> ConsentTerms:
    return terms(until=NOW + timedelta(days=365))


@pytest.mark.feature("V22")
def test_a_prepared_vault_is_claimed_by_the_person_who_then_answers_what_was_asked(house: House) -> None:
    vault_id, awa = prepared(house)
    house.ask(awa, ClaimVault(vault_id=vault_id))
    (asked,) = house.ask(awa, v.GetVault(vault_id=vault_id)).requests
    assert (asked.state, asked.asked_by_name) == ("waiting", "Agnès Fictive")
    less = terms(actions=["see"])
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=less, request_id=asked.id))
    assert house.ask(AGNES, v.GetVault(vault_id=vault_id)).actions == ["see"]
    assert [line.kind for line in house.log_of(vault_id)][:3] == [
        "vault_prepared",
        "consent_requested",
        "vault_claimed",
    ]


@pytest.mark.feature("V4")
def test_nothing_of_a_prepared_vault_is_open_to_who_prepared_it(house: House) -> None:
    vault_id, _ = prepared(house)
    for request in (
        v.GetVault(vault_id=vault_id),
        v.ListDocuments(vault_id=vault_id),
        v.BeginDeposit(vault_id=vault_id, category="identity", title="Carte"),
    ):
        with pytest.raises(NotAllowed, match="no_consent"):
            house.ask(AGNES, request)
    assert house.ask(AGNES, v.ListFollowUps()).people == []


@pytest.mark.feature("V1")
def test_nobody_consents_in_the_place_of_who_is_not_there(house: House) -> None:
    with pytest.raises(InvalidInput, match="consent_by_other"):
        prepared(house, consent=terms())


def test_only_the_person_claims_their_vault(house: House) -> None:
    vault_id, _ = prepared(house)
    for other in (AGNES, holder(str(uuid4()))):
        with pytest.raises(NotAllowed, match="holder_only"):
            house.ask(other, ClaimVault(vault_id=vault_id))


def test_claiming_twice_changes_nothing_and_a_vault_opened_together_has_nothing_to_claim(
    house: House,
) -> None:
    vault_id, awa = prepared(house)
    together, her = house.open_vault()
    for _ in range(2):
        house.ask(awa, ClaimVault(vault_id=vault_id))
        house.ask(her, ClaimVault(vault_id=together))
    assert [line.kind for line in house.log_of(vault_id)].count("vault_claimed") == 1
    assert [line.kind for line in house.log_of(together)].count("vault_claimed") == 0


@pytest.mark.feature("V22")
def test_past_its_time_it_is_claimed_no_more_though_nothing_has_run(house: House) -> None:
    vault_id, awa = prepared(house)
    house.clock.move(timedelta(days=DAYS) - timedelta(seconds=1))
    assert house.uses.do.end_unclaimed() == 0
    house.clock.move(timedelta(seconds=1))
    with pytest.raises(Refused, match="waiting_over"):
        house.ask(awa, ClaimVault(vault_id=vault_id))


def test_a_vault_that_nobody_came_for_is_erased_and_its_report_says_so(house: House) -> None:
    left, awa = prepared(house)
    claimed, jeanne = prepared(house)
    house.ask(jeanne, ClaimVault(vault_id=claimed))
    house.clock.move(timedelta(days=DAYS))
    assert (house.uses.do.end_unclaimed(), house.uses.do.end_unclaimed()) == (1, 0)
    report = house.ask(awa, GetErasure(vault_id=left))
    assert (report.by, report.reason) == ("rule", "unclaimed")
    assert house.ask(jeanne, v.GetVault(vault_id=claimed)).given_name == "Awa"
    with pytest.raises(Refused, match="vault_erased"):
        house.ask(awa, ClaimVault(vault_id=left))


def test_a_process_that_restarts_still_ends_what_nobody_came_for(house: House) -> None:
    prepared(house)
    house.uses.do.end_unclaimed()
    house.clock.move(timedelta(days=DAYS))
    house.open()
    assert house.uses.do.end_unclaimed() == 1


def test_a_live_mandate_keeps_a_vault_that_nobody_came_for(house: House) -> None:
    vault_id, awa = prepared(house)
    staffed(house)
    house.ask(MARC, m.RecordMandate(vault_id=vault_id, mandate=mandate()))
    (one,) = house.ask(MARC, m.ListMandates(vault_id=vault_id)).mandates
    decision = house.deposit(MARC, vault_id, category="justice", title="Jugement")
    house.ask(MARC, m.AttachDecision(vault_id=vault_id, mandate_id=one.id, document_id=decision.id))
    confirm(house, vault_id, one.id)
    house.clock.move(timedelta(days=DAYS))
    assert house.uses.do.end_unclaimed() == 0
    house.ask(awa, ClaimVault(vault_id=vault_id))


def test_the_same_preparation_sent_again_is_one_vault_and_another_is_refused(house: House) -> None:
    request = OpenWaitingVault(vault_id=str(uuid4()), given_name="Awa", manner="card")
    first = house.ask(AGNES, request, key="row-1")
    assert house.ask(AGNES, request, key="row-1") == first
    with pytest.raises(Conflict, match="vault_exists"):
        house.ask(AGNES, request, key="row-2")


@pytest.mark.feature("V22")
def test_faults_are_told_by_line_and_field_with_nothing_opened(house: House) -> None:
    people = [
        PersonToCheck(given_name="Awa", phone="06 39 98 00 11"),
        PersonToCheck(given_name=" ", phone="01 99 00 00 00"),
        PersonToCheck(given_name="2 69 05 49 588 157 80", language="xx"),
        PersonToCheck(given_name="A" * 121),
    ]
    told = house.ask(AGNES, CheckPeople(people=people)).faults
    assert [(f.at, f.field, f.code) for f in told] == [
        (1, "given_name", "missing"),
        (1, "phone", "phone_not_mobile"),
        (2, "given_name", "nir"),
        (2, "language", "language_unknown"),
        (3, "given_name", "too_long"),
    ]
    assert house.facts() == []


def test_who_is_not_verified_prepares_and_checks_nothing(house: House) -> None:
    newcomer = professional("Denis", "org-1", verified=False)
    for request in (
        CheckPeople(people=[]),
        OpenWaitingVault(vault_id=str(uuid4()), given_name="Awa", manner="card"),
    ):
        with pytest.raises(Problem, match="unverified"):
            house.ask(newcomer, request)


@given(st.integers(-(10**7), 10**8), st.booleans(), st.booleans())
def test_it_is_over_only_unclaimed_unrepresented_and_past_its_time(
    seconds: int, claimed: bool, represented: bool
) -> None:
    waiting = Waiting.prepare(UUID(int=1), "code", "pro-agnes", NOW)
    if claimed:
        waiting.claim(NOW)
    at = waiting.until + timedelta(seconds=seconds)
    assert waiting.over(at, represented=represented) == (not claimed and not represented and seconds >= 0)


@pytest.mark.feature("V1")
def test_the_number_is_told_for_a_code_only_to_who_prepared_the_vault_and_until_its_person_comes(
    house: House,
) -> None:
    vault_id, awa = prepared(house, manner="code", phone="+33639980010", language="ar")
    service = Actor(id=NOTIFICATIONS, kind="service")

    def reach(opener: Actor) -> Reach:
        name = alert_name("opening", opener.id)
        told: Reach = house.ask(service, GetReach(vault_id=vault_id, appointment_id=name))
        return told

    assert (reach(AGNES).phone, reach(AGNES).language) == ("+33639980010", "ar")
    assert [reach(one).live for one in (BRUNO, Actor(id="", kind="professional"))] == [False, False]
    house.ask(awa, ClaimVault(vault_id=vault_id))
    assert (reach(AGNES).live, reach(AGNES).phone) == (False, "")


def test_the_number_is_told_no_more_once_the_vault_has_waited_too_long(house: House) -> None:
    vault_id, _ = prepared(house, manner="code", phone="+33639980010")
    house.clock.move(timedelta(days=WAITING_DAYS["code"]))
    ask = GetReach(vault_id=vault_id, appointment_id=alert_name("opening", AGNES.id))
    assert not house.ask(Actor(id=NOTIFICATIONS, kind="service"), ask).live
