"""Card and PIN both lost: two witnesses of the follow-up, or one and three days in which one may say no."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from services.vault.domain.way_back import WayBack
from shared.contracts import vault as v
from shared.contracts.vault_notices import ListNotices
from shared.contracts.vault_recovery import (
    GrantRecovery,
    ListRecoveries,
    NoteRecoveryDone,
    Recovery,
    StopRecovery,
    StopRecoveryByCode,
    WitnessRecovery,
)
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder, professional, terms

OTHER = "019e1f00-0000-7000-8000-00000000000a"
VISITOR = Actor(id="anonymous", kind="anonymous")


def word(house: House, who: Actor, vault_id: str) -> Recovery:
    said: Recovery = house.ask(who, WitnessRecovery(vault_id=vault_id))
    return said


def grant(house: House, who: Actor, vault_id: str, recovery_id: str, key: str = "") -> Recovery:
    return house.ask(who, GrantRecovery(vault_id=vault_id, recovery_id=recovery_id), key)  # type: ignore[no-any-return]


def later(house: House, after: timedelta) -> None:
    """Time passes; who belongs where is confirmed again."""
    house.clock.move(after)
    house.hear()


def kinds(house: House, vault_id: str) -> list[str]:
    return [line.kind for line in house.log_of(vault_id) if "recovery" in line.kind]


@pytest.mark.feature("V18")
def test_two_of_the_follow_up_who_are_there_are_enough_and_all_of_it_is_logged(house: House) -> None:
    vault_id, awa = house.open_vault()
    asked = word(house, AGNES, vault_id)
    assert (asked.state, asked.ready, asked.mine) == ("open", False, True)
    later(house, timedelta(minutes=10))
    both = word(house, BRUNO, vault_id)
    assert (both.id, both.ready, [w.name for w in both.witnesses]) == (
        asked.id,
        True,
        [AGNES.display, BRUNO.display],
    )
    assert grant(house, BRUNO, vault_id, both.id).state == "granted"
    house.ask(BRUNO, NoteRecoveryDone(vault_id=vault_id, recovery_id=both.id))
    told = ["recovery_asked", "recovery_witnessed", "recovery_granted", "recovery_done"]
    assert kinds(house, vault_id) == told
    (seen,) = house.ask(awa, ListRecoveries(vault_id=vault_id)).recoveries
    assert seen.state == "done"
    rules = [one.rule for one in house.ask(awa, ListNotices(vault_id=vault_id)).notices]
    assert rules == ["recovery", "recovery"]


@pytest.mark.feature("V18")
def test_one_witness_waits_three_days_and_the_person_must_be_there_again(house: House) -> None:
    vault_id, _ = house.open_vault()
    one = word(house, AGNES, vault_id)
    later(house, timedelta(hours=71, minutes=59))
    word(house, AGNES, vault_id)
    with pytest.raises(Refused, match="recovery_waits"):
        grant(house, AGNES, vault_id, one.id)
    later(house, timedelta(hours=2))
    with pytest.raises(Refused, match="recovery_waits"):
        grant(house, AGNES, vault_id, one.id)
    assert word(house, AGNES, vault_id).ready
    assert grant(house, AGNES, vault_id, one.id).state == "granted"
    refused = [line for line in house.log_of(vault_id) if line.kind == "access_refused"]
    assert [line.reason for line in refused] == ["recovery_waits"] * 2


@pytest.mark.feature("V18")
def test_the_same_witness_twice_is_one_and_a_word_of_yesterday_is_none(house: House) -> None:
    vault_id, _ = house.open_vault()
    one = word(house, AGNES, vault_id)
    later(house, timedelta(minutes=5))
    assert not word(house, AGNES, vault_id).ready
    with pytest.raises(Refused, match="recovery_waits"):
        grant(house, AGNES, vault_id, one.id)
    later(house, timedelta(days=1))
    assert not word(house, BRUNO, vault_id).ready
    with pytest.raises(Refused, match="recovery_waits"):
        grant(house, BRUNO, vault_id, one.id)


@pytest.mark.feature("V18")
def test_who_is_outside_the_follow_up_neither_stands_witness_nor_sees_nor_stops(house: House) -> None:
    vault_id, _ = house.open_vault()
    one = word(house, AGNES, vault_id)
    strangers = (
        CHLOE,
        professional("Zoé", "org-1", verified=False),
        holder("019e1f00-0000-7000-8000-00000000000a"),
    )
    for actor in strangers:
        for request in (
            WitnessRecovery(vault_id=vault_id),
            GrantRecovery(vault_id=vault_id, recovery_id=one.id),
            StopRecovery(vault_id=vault_id, recovery_id=one.id),
            ListRecoveries(vault_id=vault_id),
            NoteRecoveryDone(vault_id=vault_id, recovery_id="none"),
        ):
            with pytest.raises(NotAllowed):
                house.ask(actor, request)
    assert kinds(house, vault_id) == ["recovery_asked"]


@pytest.mark.feature("V18")
@pytest.mark.parametrize("who", [AGNES, BRUNO, None])
def test_whoever_says_no_stops_it_for_good(house: House, who: Actor | None) -> None:
    vault_id, awa = house.open_vault()
    one = word(house, AGNES, vault_id)
    word(house, BRUNO, vault_id)
    for _ in range(2):
        house.ask(who or awa, StopRecovery(vault_id=vault_id, recovery_id=one.id))
    later(house, timedelta(hours=73))
    for witness in (AGNES, BRUNO):
        with pytest.raises(Refused, match="recovery_stopped"):
            grant(house, witness, vault_id, one.id)
    (seen,) = house.ask(awa, ListRecoveries(vault_id=vault_id)).recoveries
    assert (seen.state, seen.stopped_by) == ("stopped", who.display if who else "holder")


@pytest.mark.feature("V18")
def test_the_code_of_the_message_says_no_and_a_wrong_one_is_told_once_a_day(house: House) -> None:
    vault_id, _ = house.open_vault()
    one = word(house, AGNES, vault_id)
    for _ in range(3):
        with pytest.raises(NotFound):
            house.ask(VISITOR, StopRecoveryByCode(vault_id=vault_id, code="aaaaaaaaaa"))
    assert [x.reason for x in house.log_of(vault_id) if x.kind == "access_refused"] == ["wrong_code"]
    code = house.uses.log.load(WayBack, WayBack.id_of(UUID(vault_id))).asked[one.id].stop_code
    house.ask(VISITOR, StopRecoveryByCode(vault_id=vault_id, code=code))
    with pytest.raises(NotFound):
        house.ask(VISITOR, StopRecoveryByCode(vault_id=vault_id, code=code))
    with pytest.raises(NotFound):
        house.ask(VISITOR, StopRecoveryByCode(vault_id="no-vault", code=code))
    with pytest.raises(Refused, match="recovery_stopped"):
        grant(house, AGNES, vault_id, one.id)


def test_a_witness_who_left_counts_no_more(house: House) -> None:
    vault_id, _ = house.open_vault()
    one = word(house, AGNES, vault_id)
    word(house, BRUNO, vault_id)
    house.directory.leaves(AGNES.id, "org-1")
    house.hear()
    with pytest.raises(Refused, match="recovery_waits"):
        grant(house, BRUNO, vault_id, one.id)
    with pytest.raises(NotAllowed):
        grant(house, AGNES, vault_id, one.id)


def test_a_witness_reads_no_more_than_before(house: House) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id, category="health")
    one = word(house, AGNES, vault_id)
    word(house, BRUNO, vault_id)
    grant(house, AGNES, vault_id, one.id)
    house.ask(AGNES, NoteRecoveryDone(vault_id=vault_id, recovery_id=one.id))
    for who in (AGNES, BRUNO):
        with pytest.raises(NotAllowed, match="scope"):
            house.see(who, vault_id, paper.id)


def test_a_consent_withdrawn_in_between_ends_it(house: House) -> None:
    vault_id, awa = house.open_vault()
    one = word(house, AGNES, vault_id)
    word(house, BRUNO, vault_id)
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    with pytest.raises(NotAllowed):
        grant(house, AGNES, vault_id, one.id)


def test_a_grant_sent_again_after_a_restart_stays_and_is_decided_again(house: House) -> None:
    vault_id, awa = house.open_vault()
    one = word(house, AGNES, vault_id)
    word(house, BRUNO, vault_id)
    grant(house, AGNES, vault_id, one.id, key="once")
    house.open()
    assert grant(house, AGNES, vault_id, one.id, key="once").state == "granted"
    house.ask(awa, StopRecovery(vault_id=vault_id, recovery_id=one.id))
    with pytest.raises(Refused, match="recovery_stopped"):
        grant(house, AGNES, vault_id, one.id, key="once")


def test_a_word_sent_twice_is_said_once(house: House) -> None:
    vault_id, _ = house.open_vault()
    for _ in range(2):
        house.ask(AGNES, WitnessRecovery(vault_id=vault_id), key="once")
    assert kinds(house, vault_id) == ["recovery_asked"]


@pytest.mark.feature("V18")
def test_attempts_are_few_a_week_and_who_witnesses_often_is_told_to_the_person(house: House) -> None:
    vault_id, awa = house.open_vault()
    for _ in range(3):
        one = word(house, AGNES, vault_id)
        house.ask(awa, StopRecovery(vault_id=vault_id, recovery_id=one.id))
    with pytest.raises(Refused, match="too_many_recoveries"):
        word(house, AGNES, vault_id)
    for _ in range(2):
        vault_id, awa = house.open_vault()
        word(house, AGNES, vault_id)
    assert kinds(house, vault_id) == ["recovery_asked", "recovery_often"]
    rules = {one.rule for one in house.ask(awa, ListNotices(vault_id=vault_id)).notices}
    assert rules == {"recovery", "recovery_often"}


def test_nobody_witnesses_without_end(house: House) -> None:
    for _ in range(20):
        vault_id, _ = house.open_vault()
        word(house, AGNES, vault_id)
    vault_id, _ = house.open_vault()
    with pytest.raises(Refused, match="witness_too_often"):
        word(house, AGNES, vault_id)


def test_a_mandate_or_an_emergency_is_no_follow_up_and_an_erased_vault_has_no_way_back(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms())
    word(house, AGNES, vault_id)
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    for request in (WitnessRecovery(vault_id=vault_id), ListRecoveries(vault_id=vault_id)):
        with pytest.raises(NotAllowed):
            house.ask(BRUNO, request)
    with pytest.raises(NotFound):
        house.ask(VISITOR, StopRecoveryByCode(vault_id=vault_id, code="aaaaaaaaaa"))


@pytest.mark.feature("V18")
def test_a_professional_s_look_at_the_ways_back_is_a_line_once_a_day_and_the_person_s_own_is_none(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    for who in (AGNES, AGNES, BRUNO, awa):
        house.ask(who, ListRecoveries(vault_id=vault_id))
    told = [line.actor for line in house.log_of(vault_id) if line.kind == "recoveries_listed"]
    assert told == [AGNES.display, BRUNO.display]
