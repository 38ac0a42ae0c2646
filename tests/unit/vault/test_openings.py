"""Whatever the mandate or emergency: nothing outside its scope, its actions, its people or its window."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.domain.consent import Reader, Wanted
from services.vault.domain.emergency import MINIMUM
from services.vault.domain.emergency_use import Use
from services.vault.domain.mandate import Mandate
from services.vault.domain.opening import Opening, SecondPerson, way_in
from shared.contracts.vault_mandates import MandateTerms
from shared.contracts.vault_terms import Action, Category, Grantee, Part, Scope
from tests.unit.vault.house import NOW

SECONDS = st.integers(-5, 5).map(lambda n: NOW + timedelta(seconds=n))
ACTIONS, CATEGORIES, PARTS = get_args(Action), get_args(Category), get_args(Part)


def lists(of: tuple[str, ...]) -> Any:
    return st.lists(st.sampled_from(of), unique=True, max_size=4)


scopes = st.builds(
    Scope, categories=lists(CATEGORIES), documents=lists(("doc-1", "doc-2")), parts=lists(PARTS)
)
grantees = st.builds(
    Grantee, kind=st.sampled_from(("professional", "team", "organisation")), id=st.sampled_from(("a", "b"))
)
readers = st.builds(
    Reader,
    st.sampled_from(("a", "b", "c")),
    teams=st.frozensets(st.sampled_from(("a", "b"))),
    organisations=st.frozensets(st.sampled_from(("a", "b"))),
    confirmed=st.booleans(),
    manages=st.frozensets(st.sampled_from(("a", "b"))),
)
wishes = st.one_of(
    st.builds(Wanted, st.sampled_from(ACTIONS), part=st.sampled_from(PARTS)),
    st.builds(
        Wanted,
        st.sampled_from(ACTIONS),
        category=st.sampled_from(CATEGORIES),
        document_id=st.sampled_from(("", "doc-1", "doc-2")),
        added_by=st.sampled_from(("", "a", "c")),
    ),
)


@st.composite
def mandates(draw: st.DrawFn) -> Mandate:
    terms = MandateTerms(
        kind="tutelle",
        representative=draw(grantees),
        scope=draw(scopes),
        actions=draw(lists(ACTIONS)),
        since=draw(SECONDS),
        until=draw(SECONDS),
        court="x",
        reference="x",
    )
    maybe = st.none() | SECONDS
    second = SecondPerson(draw(st.sampled_from("ab")), "a", draw(st.sampled_from(("manager", "member"))))
    return Mandate(
        "m-1", terms, "a", "", second, NOW, draw(st.sampled_from(("", "doc-1"))), "", draw(maybe), draw(maybe)
    )


@st.composite
def uses(draw: st.DrawFn) -> Use:
    until = NOW + timedelta(seconds=draw(st.integers(-5, 5)))
    outcome = draw(st.sampled_from((None, "justified", "not_justified")))
    second = SecondPerson("b", "a", "manager")
    return Use(
        "e-1",
        "a",
        "",
        "",
        second,
        "grave_danger",
        "",
        NOW,
        until,
        outcome,
        contested=draw(st.sampled_from(("", "non"))),
    )


def covered(scope: Scope, wish: Wanted) -> bool:
    if wish.part:
        return wish.part in scope.parts
    return wish.category in scope.categories or wish.document_id in scope.documents


@pytest.mark.feature("V13", "O2")
@given(mandates(), readers, wishes, SECONDS)
def test_a_mandate_opens_nothing_outside_its_scope_people_and_dates(
    one: Mandate, reader: Reader, wish: Wanted, at: Any
) -> None:
    opening = way_in(one.openings(), reader, wish, at)
    if opening is None:
        return
    assert one.ended_at is None
    assert at < one.terms.until
    if opening.why == "decision":
        assert one.confirmed_at is None
        adds = (wish.action, wish.category) == ("add", "justice") and reader.professional_id == "a"
        reads = (wish.action, wish.document_id) == ("see", "doc-1") and reader.professional_id != "a"
        assert (adds and not one.document_id) or (reads and bool(one.document_id))
        return
    assert one.confirmed_at is not None
    assert one.terms.since <= at
    own = wish.action == "see" and wish.added_by == reader.professional_id
    assert own or (wish.action in one.terms.actions and covered(one.terms.scope, wish))
    named = one.terms.representative
    ids = {"team": reader.teams, "organisation": reader.organisations}
    assert named.id in ids.get(named.kind, {reader.professional_id})
    assert reader.confirmed or named.kind == "professional"


@pytest.mark.feature("V14", "O2")
@given(uses(), scopes, readers, wishes, SECONDS)
def test_an_emergency_opens_nothing_outside_its_minutes_its_minimum_and_its_one_reader(
    use: Use, scope: Scope, reader: Reader, wish: Wanted, at: Any
) -> None:
    opening: Opening | None = way_in([use.opening(scope)] if use.stands else [], reader, wish, at)
    if opening is None:
        return
    assert use.opened_at <= at < use.until
    assert not use.contested
    assert use.outcome != "not_justified"
    assert reader.professional_id == use.opened_by
    assert wish.action == "see"
    assert covered(scope, wish)


@given(readers, st.sampled_from(("a", "b")), st.sampled_from(("manager", "member")))
def test_a_second_person_is_never_the_first_and_always_of_the_organisation(
    reader: Reader, organisation: str, by: Any
) -> None:
    if SecondPerson(organisation, "a", by).reached_by(reader):
        assert reader.professional_id != "a"
        assert reader.confirmed
        assert organisation in (reader.manages if by == "manager" else reader.organisations)


def test_the_minimum_is_identity_health_and_who_to_call() -> None:
    assert (MINIMUM.categories, MINIMUM.parts, MINIMUM.documents) == (
        ["identity", "health"],
        ["contacts"],
        [],
    )
