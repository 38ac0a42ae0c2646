"""Terms that cannot be granted, answers that exceed what was asked, and wall times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.domain.terms import check_terms, check_within
from services.vault.domain.wall_time import instant_of, upcoming
from shared.contracts.vault_terms import LONGEST_CONSENT_DAYS, ConsentTerms, Grantee, Scope
from shared.problems import InvalidInput, Refused

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
LONGEST = NOW + timedelta(days=LONGEST_CONSENT_DAYS)
ASKED = ConsentTerms(
    grantee=Grantee(kind="team", id="team-1"),
    scope=Scope(categories=["identity", "health"], parts=["appointments"]),
    actions=["see", "add"],
    purpose="health",
    until=NOW + timedelta(days=30),
    excepted=["pro-9"],
)
replace = msgspec.structs.replace


def test_two_years_is_granted() -> None:
    check_terms(replace(ASKED, until=LONGEST), NOW)


@pytest.mark.feature("V5")
@pytest.mark.parametrize(
    ("until", "code"),
    [
        (None, "consent_end_missing"),
        (NOW, "consent_end_past"),
        (NOW - timedelta(seconds=1), "consent_end_past"),
        (LONGEST + timedelta(seconds=1), "consent_end_too_far"),
        (datetime.fromisoformat("2030-06-01T00:00"), "consent_end_without_zone"),
        (datetime.fromisoformat("0001-01-01T00:00+14:00"), "consent_end_past"),
        (datetime.fromisoformat("9999-12-31T23:59-14:00"), "consent_end_too_far"),
    ],
)
def test_an_end_that_is_missing_past_or_too_far_is_invalid(until: datetime | None, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_terms(replace(ASKED, until=until), NOW)
    assert (refusal.value.code, refusal.value.field) == (code, "terms.until")


def test_terms_that_open_nothing_are_invalid() -> None:
    for nothing, field in (
        (replace(ASKED, scope=Scope()), "terms.scope"),
        (replace(ASKED, actions=[]), "terms.actions"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            check_terms(nothing, NOW)
        assert refusal.value.field == field


def test_the_same_or_less_than_asked_is_granted() -> None:
    less = replace(ASKED, scope=Scope(categories=["identity"], documents=["doc-1"]), actions=["see"])
    check_within(ASKED, ASKED, {})
    check_within(less, ASKED, {"doc-1": "health"})


@pytest.mark.feature("V6")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"grantee": Grantee(kind="organisation", id="org-1")}, "terms.grantee"),
        ({"scope": Scope(categories=["identity", "income"])}, "terms.scope.categories"),
        ({"scope": Scope(documents=["doc-2"])}, "terms.scope.documents"),
        ({"scope": Scope(parts=["notes"])}, "terms.scope.parts"),
        ({"actions": ["print"]}, "terms.actions"),
        ({"purpose": "money"}, "terms.purpose"),
        ({"until": NOW + timedelta(days=31)}, "terms.until"),
        ({"excepted": []}, "terms.excepted"),
    ],
)
def test_more_than_asked_is_refused_naming_what(more: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_within(replace(ASKED, **more), ASKED, {"doc-2": "income"})
    assert (refusal.value.code, refusal.value.field) == ("exceeds_request", field)


# ---------------------------------------------------------------- wall time
@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2030-01-15T10:00", "Europe/Paris", "2030-01-15T09:00"),
        ("2030-07-15T10:00", "Europe/Paris", "2030-07-15T08:00"),
        ("2030-03-31T02:30", "Europe/Paris", "2030-03-31T01:30"),  # skipped: 03:30 on the clock
        ("2030-10-27T02:30", "Europe/Paris", "2030-10-27T00:30"),  # comes twice: the first
        ("2030-07-15T10:00", "Indian/Reunion", "2030-07-15T06:00"),
        ("2030-07-15T10:00", "America/Guadeloupe", "2030-07-15T14:00"),
    ],
)
def test_a_wall_time_is_one_instant(wall: str, zone: str, utc: str) -> None:
    assert instant_of(wall, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "field"),
    [
        ("demain", "Europe/Paris", "starts_local"),
        ("2030-01-15", "Europe/Paris", "starts_local"),
        ("2030-01-15T10:00+01:00", "Europe/Paris", "starts_local"),
        ("2030-01-15T10:00", "Europe/Lyon", "zone"),
        ("2030-01-15T10:00", "Europe", "zone"),
        ("2030-01-15T10:00", "../etc/passwd", "zone"),
        ("2030-01-15T10:00", "", "zone"),
        ("2030-05-01T09:00", "UTC", "starts_local"),
        ("2034-05-01T09:00", "UTC", "starts_local"),
        ("0001-01-01T00:00", "Asia/Tokyo", "starts_local"),
        ("9999-12-31T23:59", "America/Guadeloupe", "starts_local"),
    ],
)
def test_a_time_that_is_not_one_is_invalid_naming_the_field(wall: str, zone: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        upcoming(wall, zone, NOW)
    assert refusal.value.field == field


@given(st.datetimes(datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2035-01-01")))
def test_any_wall_time_gives_an_instant_that_reads_back_the_same_or_later(wall: datetime) -> None:
    instant = instant_of(wall.isoformat(), "Europe/Paris")
    back = instant.astimezone(ZoneInfo("Europe/Paris")).replace(tzinfo=None)
    assert timedelta() <= back - wall <= timedelta(hours=1)
