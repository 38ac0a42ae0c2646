"""Any tree of consents that hypothesis can think of: what the person gave, what was re-shared under it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from services.vault.domain.consent import Consent, Departure, Reader, Wanted
from shared.contracts.vault_terms import Action, Category, ConsentTerms, Grantee, Part, Scope

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
GRANTED = NOW - timedelta(days=182, hours=23, minutes=59, seconds=58)  # two seconds before it is too quiet
GRANTEES = (
    *(("professional", f"pro-{n}") for n in (1, 2)),
    *(("team", f"team-{n}") for n in (1, 2)),
    *(("organisation", f"org-{n}") for n in (1, 2)),
)
CATEGORIES: tuple[str, ...] = get_args(Category)[:3]
PARTS: tuple[str, ...] = get_args(Part)[:2]
ACTIONS: tuple[str, ...] = get_args(Action)
seconds = st.integers(-3, 3).map(lambda n: timedelta(seconds=n))


def some(of: tuple[str, ...]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(of), unique=True)


@st.composite
def terms(draw: st.DrawFn) -> ConsentTerms:
    kind, who = draw(st.sampled_from(GRANTEES))
    return ConsentTerms(
        grantee=Grantee(kind=kind, id=who),  # type: ignore[arg-type]
        scope=Scope(
            categories=draw(some(CATEGORIES)), documents=draw(some(("doc-1",))), parts=draw(some(PARTS))
        ),
        actions=draw(some(ACTIONS)),
        purpose="rights",
        until=NOW + draw(seconds) * 10,
        excepted=draw(some(("pro-1", "pro-2"))),
        reshare=draw(st.booleans()),
    )


@st.composite
def trees(draw: st.DrawFn) -> list[Consent]:
    """Up to six consents, each at the root or under any before it (or under one that is not there)."""
    made: list[Consent] = []
    for number in range(draw(st.integers(1, 6))):
        above = draw(st.sampled_from(["", "absent", *(c.id for c in made)]))
        granted = draw(st.sampled_from((GRANTED, NOW)))
        made.append(
            Consent(
                id=f"c-{number}",
                terms=draw(terms()),
                granted_at=granted,
                revoked_at=draw(st.sampled_from((None, None, NOW))),
                acted_at=draw(st.sampled_from((None, GRANTED + draw(seconds)))),
                parent_id=above,
                acting_for=draw(st.sampled_from(("", "org-1"))),
            )
        )
    return made


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    action = draw(st.sampled_from(ACTIONS))
    mine = draw(st.sampled_from(("", "pro-1")))
    if draw(st.booleans()):
        return Wanted(action, part=draw(st.sampled_from(PARTS)), added_by=mine)  # type: ignore[arg-type]
    document = draw(st.sampled_from(("", "doc-1", "doc-2")))
    category = draw(st.sampled_from(CATEGORIES))
    return Wanted(action, category=category, document_id=document, added_by=mine)  # type: ignore[arg-type]


departures = st.frozensets(
    st.builds(
        Departure,
        st.sampled_from(("pro-1", "pro-2")),
        st.just("org-1"),
        st.sampled_from((GRANTED - timedelta(days=1), GRANTED, NOW)),
    ),
    max_size=2,
)
readers = st.builds(
    Reader,
    st.just("pro-1"),
    st.frozensets(st.sampled_from(("team-1", "team-2"))),
    st.frozensets(st.sampled_from(("org-1", "org-2"))),
    st.booleans(),
    departures,
)
