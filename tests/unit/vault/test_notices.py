"""The person is told of unusual access, in a few rules, and settles each by one word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.domain.unusual import Line, unusual
from shared.contracts import vault_notices as n
from shared.contracts.vault_terms import Grantee
from shared.problems import NotAllowed, NotFound
from tests.unit.vault.house import AGNES, CHLOE, House, holder, terms
from tests.unit.vault.test_emergencies import urgent
from tests.unit.vault.test_mandates import MARC, staffed

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2030, 5, 1, 10, 0, tzinfo=UTC)


def line(number: int, kind: str = "document_seen", who: str = "a", minutes: float = 0, **more: str) -> Line:
    at = NOON + timedelta(minutes=minutes or number)
    service = more.get("service", "S")
    return Line(number, at, kind, who, who.upper(), more.get("actor_kind", "professional"), service)


def rules(*lines: Line) -> list[str]:
    return [one.id for one in unusual(lines, PARIS)]


@pytest.mark.feature("V11")
def test_the_person_is_told_who_reads_for_the_first_time_and_may_say_it_is_fine(house: House) -> None:
    vault_id, person = house.open_vault()
    paper = house.deposit(person, vault_id)
    house.see(AGNES, vault_id, paper.id)  # who opened the vault with her is nobody unusual
    assert house.ask(person, n.ListNotices(vault_id=vault_id)).notices == []
    other = terms(grantee=Grantee(kind="organisation", id="org-2", name="Service org-2"))
    from shared.contracts.vault import GrantConsent

    consent = house.ask(person, GrantConsent(vault_id=vault_id, terms=other)).id
    house.see(CHLOE, vault_id, paper.id)
    (told,) = house.ask(person, n.ListNotices(vault_id=vault_id)).notices
    assert (told.rule, told.actor, told.consents) == ("other_service", "Chloé Fictive", [consent])
    house.ask(person, n.SettleNotice(vault_id=vault_id, notice_id=told.id))
    assert house.ask(person, n.ListNotices(vault_id=vault_id)).notices == []
    assert house.log_of(vault_id)[-1].kind == "notice_settled"


@pytest.mark.feature("V11")
def test_notices_are_the_persons_alone(house: House) -> None:
    vault_id, person = house.open_vault()
    for request in (n.ListNotices(vault_id=vault_id), n.SettleNotice(vault_id=vault_id, notice_id="night.1")):
        with pytest.raises(NotAllowed, match="holder_only"):
            house.ask(AGNES, request)
    with pytest.raises(NotFound, match="notice_unknown"):
        house.ask(person, n.SettleNotice(vault_id=vault_id, notice_id="n'importe quoi"))


@pytest.mark.feature("V14", "V11")
def test_an_emergency_is_told_at_once(house: House) -> None:
    staffed(house)
    vault_id, person = house.open_vault()
    house.ask(MARC, urgent(vault_id))
    (told,) = house.ask(holder(vault_id), n.ListNotices(vault_id=vault_id)).notices
    assert (told.rule, told.actor) == ("emergency", "Marc Fictive")
    assert person.id == vault_id


def test_reading_by_whom_one_knows_in_the_day_is_usual() -> None:
    assert rules(line(1, "vault_opened"), line(2), line(3)) == []
    assert rules(line(1)) == ["first_read.1"]
    assert rules(line(1, "vault_opened"), line(2, who="b")) == ["first_read.2"]
    assert rules(line(1, "vault_opened"), line(2, who="b", service="T")) == ["other_service.2"]
    assert rules(line(1, who="v", actor_kind="holder")) == []


def test_a_night_is_told_once_a_reader() -> None:
    known = line(1, "vault_opened")
    night = 12 * 60  # 00:00 in Paris
    read = [line(k, minutes=night + k) for k in (2, 3)]
    assert rules(known, *read) == ["night.2"]
    assert rules(known, line(2, minutes=11 * 60 - 1), line(3, minutes=18 * 60)) == []  # 22:59, 06:00
    assert rules(known, line(2, minutes=11 * 60), line(3, minutes=18 * 60 - 1)) == ["night.2"]


def test_five_refusals_in_an_hour_and_ten_papers_in_ten_minutes() -> None:
    known = line(1, "vault_opened")
    refused = [line(k, "access_refused", minutes=15 * k) for k in range(2, 7)]
    assert rules(known, *refused) == ["refusals.6"]
    slow = [line(k, "access_refused", minutes=16 * k) for k in range(2, 7)]
    assert rules(known, *slow) == []
    assert rules(known, *[line(k, minutes=k) for k in range(2, 12)]) == ["many_papers.11"]
    assert rules(known, *[line(k, minutes=k) for k in range(2, 11)]) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["document_seen", "access_refused", "vault_opened", "emergency_opened", "x"]),
            st.sampled_from("abc"),
            st.integers(0, 30),
        ),
        max_size=40,
    )
)
def test_what_was_said_once_is_said_again_whatever_comes_later(told: list[tuple[str, str, int]]) -> None:
    minutes, lines = 0, []
    for number, (kind, who, pause) in enumerate(told, 1):
        minutes += pause
        lines.append(line(number, kind, who, minutes=minutes + 1))
    whole = rules(*lines)
    assert len(whole) == len(set(whole))
    before = rules(*lines[: len(lines) // 2])
    assert whole[: len(before)] == before
