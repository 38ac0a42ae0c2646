"""The rules of consent, on chosen examples and on any consent hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.vault.domain.consent import Consent, Reader, Wanted, decide, reach
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
END = NOW + timedelta(days=90)
CATEGORIES = ("identity", "health", "housing", "income", "rights", "family", "work", "justice", "other")
ACTIONS = ("see", "add", "print")
PARTS = ("appointments", "notes", "contacts", "project")

MEMBER = Reader("pro-1", teams=frozenset({"team-1"}), organisations=frozenset({"org-1"}))
IDENTITY = Wanted("see", category="identity", document_id="doc-1")


def consent(**changes: object) -> Consent:
    fields: dict[str, object] = {
        "grantee": Grantee(kind="organisation", id="org-1"),
        "scope": Scope(categories=["identity"]),
        "actions": ["see"],
        "purpose": "rights",
        "until": END,
        **changes,
    }
    return Consent("c-1", ConsentTerms(**fields), NOW)  # type: ignore[arg-type]


def why(
    given_consent: Consent, reader: Reader = MEMBER, wanted: Wanted = IDENTITY, at: datetime = NOW
) -> str:
    return decide([given_consent], reader, wanted, at).reason


def test_a_member_of_the_consented_organisation_sees_the_identity_paper() -> None:
    decision = decide([consent()], MEMBER, IDENTITY, NOW)
    assert decision.consent is not None
    assert decision.consent.id == "c-1"


def test_a_member_of_the_consented_team_and_the_named_professional_see_it() -> None:
    assert why(consent(grantee=Grantee(kind="team", id="team-1"))) == ""
    assert why(consent(grantee=Grantee(kind="professional", id="pro-1"))) == ""


def test_another_organisation_has_no_consent() -> None:
    assert why(consent(), Reader("pro-9", organisations=frozenset({"org-9"}))) == "no_consent"
    assert decide([], MEMBER, IDENTITY, NOW).reason == "no_consent"


def test_another_category_is_out_of_scope() -> None:
    assert why(consent(), wanted=Wanted("see", category="health", document_id="doc-2")) == "scope"


def test_seeing_is_not_printing() -> None:
    assert why(consent(), wanted=Wanted("print", category="identity", document_id="doc-1")) == "action"


def test_one_second_past_the_end_is_refused_and_one_second_before_is_not() -> None:
    assert why(consent(), at=END + timedelta(seconds=1)) == "consent_expired"
    assert why(consent(), at=END) == "consent_expired"
    assert why(consent(), at=END - timedelta(seconds=1)) == ""


def test_an_ended_consent_says_so_however_old_the_memberships() -> None:
    stale = Reader("pro-1", organisations=frozenset({"org-1"}), confirmed=False)
    assert why(consent(), stale, at=END + timedelta(seconds=1)) == "consent_expired"
    assert why(consent(), stale) == "memberships_stale"


def test_a_consent_to_the_professional_needs_no_memberships() -> None:
    alone = Reader("pro-1", confirmed=False)
    assert why(consent(grantee=Grantee(kind="professional", id="pro-1")), alone) == ""


def test_who_added_a_paper_sees_it_while_a_consent_reaches_them_but_does_not_print_it() -> None:
    own = Wanted("see", category="health", document_id="doc-3", added_by="pro-1")
    assert why(consent(actions=["add"]), wanted=own) == ""
    assert why(consent(actions=["add"]), wanted=own, at=END) == "consent_expired"
    assert why(consent(), wanted=Wanted("print", "health", "doc-3", added_by="pro-1")) == "scope"


def test_a_single_document_may_be_shared_without_its_category() -> None:
    one = consent(scope=Scope(documents=["doc-1"]))
    assert why(one) == ""
    assert why(one, wanted=Wanted("see", category="identity", document_id="doc-2")) == "scope"


def test_the_reason_told_is_the_nearest_to_being_allowed() -> None:
    refused = [consent().revoked(NOW), consent(until=NOW), consent(scope=Scope(categories=["health"]))]
    assert decide(refused, MEMBER, IDENTITY, NOW).reason == "scope"
    assert reach(refused, MEMBER, NOW).allowed


# ---------------------------------------------------------------- whatever the consent
def lists(of: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of), unique=True)


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    kind, ids = draw(
        st.sampled_from(
            [
                ("professional", ("pro-1", "pro-2")),
                ("team", ("team-1", "team-2")),
                ("organisation", ("org-1", "org-2")),
            ]
        )
    )
    made = consent(
        grantee=Grantee(kind=kind, id=draw(st.sampled_from(ids))),  # type: ignore[arg-type]
        scope=Scope(
            categories=draw(lists(CATEGORIES)),  # type: ignore[arg-type]
            documents=draw(lists(("doc-1", "doc-2"))),
            parts=draw(lists(PARTS)),  # type: ignore[arg-type]
        ),
        actions=draw(lists(ACTIONS)),
        until=NOW + timedelta(seconds=draw(st.integers(-3, 3))),
        excepted=draw(lists(("pro-1", "pro-2"))),
    )
    return made.revoked(NOW) if draw(st.booleans()) else made


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    action = draw(st.sampled_from(ACTIONS))
    if draw(st.booleans()):
        return Wanted(action, part=draw(st.sampled_from(PARTS)))  # type: ignore[arg-type]
    document = draw(st.sampled_from(("", "doc-1", "doc-2")))
    return Wanted(action, category=draw(st.sampled_from(CATEGORIES)), document_id=document)  # type: ignore[arg-type]


readers = st.builds(
    Reader,
    st.just("pro-1"),
    st.frozensets(st.sampled_from(("team-1", "team-2"))),
    st.frozensets(st.sampled_from(("org-1", "org-2"))),
    st.booleans(),
)


@given(st.lists(consents(), max_size=4), readers, wishes())
def test_what_is_allowed_is_granted_live_and_covers_it(
    given_: list[Consent], reader: Reader, wish: Wanted
) -> None:
    allowing = decide(given_, reader, wish, NOW).consent
    if allowing is None:
        return
    terms = allowing.terms
    assert allowing.revoked_at is None
    assert terms.until is not None
    assert terms.until > NOW
    assert reader.professional_id not in terms.excepted
    assert wish.action in terms.actions
    assert (
        wish.part in terms.scope.parts
        or wish.category in terms.scope.categories
        or wish.document_id in terms.scope.documents
    )
    assert terms.grantee.kind == "professional" or reader.confirmed


@given(consents(), readers, wishes())
def test_a_revoked_consent_never_allows(one: Consent, reader: Reader, wish: Wanted) -> None:
    assert not decide([one.revoked(NOW)], reader, wish, NOW).allowed


@given(consents(), readers, wishes(), st.integers(0, 10**6))
def test_nothing_is_allowed_from_the_end_on(one: Consent, reader: Reader, wish: Wanted, seconds: int) -> None:
    assert not decide([one], reader, wish, one.until + timedelta(seconds=seconds)).allowed


@given(consents(), readers, wishes())
def test_more_scope_or_actions_never_takes_away(one: Consent, reader: Reader, wish: Wanted) -> None:
    wide = msgspec.structs.replace(
        one.terms,
        scope=Scope(categories=list(CATEGORIES), documents=["doc-1", "doc-2"], parts=list(PARTS)),  # type: ignore[arg-type]
        actions=list(ACTIONS),
    )
    if decide([one], reader, wish, NOW).allowed:
        assert decide([Consent("c", wide, NOW)], reader, wish, NOW).allowed
