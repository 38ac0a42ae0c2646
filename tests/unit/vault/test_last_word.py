"""Whatever was granted, withdrawn, excepted, passed on, represented and ended, in any order: nobody gets in
whom the last word about them keeps out.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.vault.domain.consent import Reader, Wanted, lineage
from services.vault.domain.opening import way_in
from services.vault.domain.representation import Representation
from services.vault.domain.vault import Vault
from shared.contracts.vault_mandates import MandateTerms
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.problems import Problem

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
VAULT = UUID("019e1f00-0000-7000-8000-0000000000f2")
MANAGER = Reader("manager", organisations=frozenset({"org-1"}), manages=frozenset({"org-1"}))
READERS = {
    "agnes": Reader("agnes", organisations=frozenset({"org-1", "org-2"})),
    "bruno": Reader("bruno", organisations=frozenset({"org-1"})),
    "chloe": Reader("chloe", organisations=frozenset({"org-2"})),
}
GROUPS = ("org-1", "org-2")
SEE = Wanted("see", category="identity")
who, group, which = st.sampled_from(tuple(READERS)), st.sampled_from(GROUPS), st.integers(0, 7)
some = st.lists(who, unique=True, max_size=2)
Step = tuple[Any, ...]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), group, some),
        st.tuples(st.just("revoke"), which),
        st.tuples(st.just("except"), which, who),
        st.tuples(st.just("admit"), which, who),
        st.tuples(st.just("pass_on"), which, who, group, some),
        st.tuples(st.just("mandate"), who),
        st.tuples(st.just("end"), which),
    ),
    max_size=14,
)


class Story:
    """The aggregates, and beside them the bare record of the last word about each person in each service."""

    def __init__(self) -> None:
        self.now = NOW
        self.vault = Vault.open(
            VAULT,
            given_name="Awa",
            family_name="",
            language="fr",
            phone="",
            opened_by="agnes",
            organisation_id="org-1",
            now=NOW,
        )
        self.representation = Representation.begin(VAULT, NOW)
        self.kept_out: set[tuple[str, str]] = set()
        self.stopped: set[str] = set()
        self.ended: set[str] = set()

    def tell(self, step: Step) -> None:
        self.now += timedelta(minutes=1)
        with suppress(Problem):  # what is refused is no word
            getattr(self, f"_{step[0]}")(*step[1:])

    def _terms(self, org: str, excepted: list[str]) -> ConsentTerms:
        return ConsentTerms(
            grantee=Grantee(kind="organisation", id=org),
            scope=Scope(categories=["identity"]),
            actions=["see"],
            purpose="rights",
            until=NOW + timedelta(days=90),
            excepted=excepted,
            reshare=True,
        )

    def _nth(self, number: int) -> str:
        """The id of one of the consents, or one that is not there."""
        return (list(self.vault.consents) or ["none"])[number % max(1, len(self.vault.consents))]

    def _org(self, consent_id: str) -> str:
        return self.vault.consents[consent_id].terms.grantee.id

    def _grant(self, org: str, excepted: list[str]) -> None:
        followed = any(
            c.terms.grantee.id == org and c.id not in self.stopped and not c.parent_id
            for c in self.vault.consents.values()
        )
        self.vault.grant_consent(f"c-{len(self.vault.consents)}", self._terms(org, excepted), self.now)
        for name in READERS:
            if name in excepted:
                self.kept_out.add((org, name))
            elif not followed:  # a new follow-up, of whoever she does not except now
                self.kept_out.discard((org, name))

    def _revoke(self, number: int) -> None:
        self.vault.revoke_consent(self._nth(number), self.now)
        self.stopped.add(self._nth(number))

    def _except(self, number: int, name: str) -> None:
        live = self._nth(number) not in self.stopped
        self.vault.except_member(self._nth(number), name, self.now)
        if live:
            self.kept_out.add((self._org(self._nth(number)), name))

    def _admit(self, number: int, name: str) -> None:
        self.vault.admit_member(self._nth(number), name, self.now)
        self.kept_out.discard((self._org(self._nth(number)), name))

    def _pass_on(self, number: int, sharer: str, org: str, excepted: list[str]) -> None:
        made, terms = f"c-{len(self.vault.consents)}", self._terms(org, excepted)
        self.vault.reshare_consent(self._nth(number), made, READERS[sharer], sharer, terms, self.now)

    def _mandate(self, name: str) -> None:
        made = f"m-{len(self.representation.mandates)}"
        terms = MandateTerms(
            kind="tutelle",
            representative=Grantee(kind="professional", id=name),
            scope=Scope(categories=["identity"]),
            actions=["see"],
            since=NOW,
            until=NOW + timedelta(days=90),
            court="Tribunal (exemple)",
            reference="RG",
        )
        by = READERS[name]
        self.representation.record(made, terms, by, name, "org-1", self.now, document_id="d")
        self.representation.confirm(made, MANAGER, "manager", self.now)

    def _end(self, number: int) -> None:
        known = list(self.representation.mandates)
        if known:
            self.representation.end(known[number % len(known)], MANAGER, self.now)
            self.ended.add(known[number % len(known)])

    def check(self) -> None:
        for name, reader in READERS.items():
            allowing = self.vault.decide(reader, SEE, self.now).consent
            for link in lineage(allowing, self.vault.consents) if allowing else ():
                assert link.id not in self.stopped, f"{name} by {link.id}, withdrawn"
                assert (link.terms.grantee.id, name) not in self.kept_out, f"{name} by {link.id}, excepted"
            opening = way_in(self.representation.openings(), reader, SEE, self.now)
            assert opening is None or opening.id not in self.ended, f"{name} by {opening}"


@pytest.mark.feature("V12")
@settings(max_examples=200)
@given(steps)
@example([("grant", "org-1", []), ("grant", "org-1", ["agnes"])])  # seen: by the older consent
@example([("grant", "org-1", []), ("grant", "org-2", ["chloe"]), ("pass_on", 0, "bruno", "org-2", [])])
@example([("grant", "org-1", []), ("pass_on", 0, "bruno", "org-2", []), ("grant", "org-2", ["chloe"])])
@example(
    [
        ("grant", "org-1", []),
        ("pass_on", 0, "bruno", "org-2", []),
        ("except", 1, "chloe"),
        ("pass_on", 0, "bruno", "org-2", []),
    ]
)
@example(
    [
        ("grant", "org-1", []),
        ("pass_on", 0, "bruno", "org-2", []),
        ("except", 1, "chloe"),
        ("revoke", 1),
        ("pass_on", 0, "bruno", "org-2", []),
    ]
)
def test_nobody_gets_in_whom_the_last_word_keeps_out(told: list[Step]) -> None:
    story = Story()
    for step in told:
        story.tell(step)
        story.check()
