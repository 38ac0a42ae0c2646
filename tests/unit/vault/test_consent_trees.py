"""Whatever the tree of consents: a branch never gives more, nor for longer, than what it grows from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.vault.domain.consent import Consent, Reader, Wanted, decide, lineage, reach
from services.vault.domain.consent_end import QUIET, left
from tests.unit.vault.consent_trees import NOW, readers, seconds, trees, wishes


def member_of(consent: Consent, reader: Reader) -> Reader:
    """The same reader, as if they also belonged to the grantee."""
    grantee = consent.terms.grantee
    if grantee.kind == "team":
        return replace(reader, teams=reader.teams | {grantee.id}, confirmed=True)
    return replace(reader, organisations=reader.organisations | {grantee.id}, confirmed=True)


@given(trees(), readers, wishes())
def test_no_decision_allows_what_the_consent_above_would_not(
    tree: list[Consent], reader: Reader, wish: Wanted
) -> None:
    allowing = decide(tree, reader, wish, NOW).consent
    if allowing is None or not allowing.parent_id:
        return
    known = {consent.id: consent for consent in tree}
    parent = known[allowing.parent_id]
    if parent.terms.grantee.kind == "professional":  # as if it had been given to a service of the reader
        for_all = msgspec.structs.replace(parent.terms.grantee, kind="organisation")
        parent = replace(parent, terms=msgspec.structs.replace(parent.terms, grantee=for_all))
    above = [parent, *(c for c in tree if c.id != parent.id and c.id != allowing.id)]
    asked = [c for c in above if c.id == parent.id or c in lineage(parent, known)]
    assert decide(asked, member_of(parent, reader), wish, NOW).allowed


@given(trees(), readers, wishes())
def test_whatever_allows_has_a_whole_line_that_lives_and_covers(
    tree: list[Consent], reader: Reader, wish: Wanted
) -> None:
    allowing = decide(tree, reader, wish, NOW).consent
    if allowing is None:
        return
    line = lineage(allowing, {consent.id: consent for consent in tree})
    assert 1 <= len(line) <= 3
    assert not line[-1].parent_id
    for link in line:
        assert link.revoked_at is None
        assert link.until > NOW
        assert link.last_known_at + QUIET > NOW
        assert not left(link, reader.departures)
        assert reader.professional_id not in link.terms.excepted
        if wish.added_by != reader.professional_id or wish.action != "see":
            assert wish.action in link.terms.actions


@given(trees(), readers, wishes(), st.integers(0, 5))
def test_withdrawing_one_stops_all_that_grows_from_it(
    tree: list[Consent], reader: Reader, wish: Wanted, number: int
) -> None:
    cut = tree[number % len(tree)]
    after = [c.revoked(NOW) if c.id == cut.id else c for c in tree]
    allowing = decide(after, reader, wish, NOW).consent
    if allowing is not None:
        assert cut.id not in [link.id for link in lineage(allowing, {c.id: c for c in after})]


@given(trees(), readers, wishes())
def test_nothing_is_allowed_once_every_end_is_reached_though_nothing_ran(
    tree: list[Consent], reader: Reader, wish: Wanted
) -> None:
    latest = max((c.until for c in tree if not c.parent_id), default=NOW)
    for at in (latest, latest + timedelta(seconds=1), latest + timedelta(days=400)):
        assert not decide(tree, reader, wish, at).allowed


@given(trees(), readers, wishes(), seconds)
def test_what_time_ended_never_comes_back_by_itself(
    tree: list[Consent], reader: Reader, wish: Wanted, later: timedelta
) -> None:
    """Of one consent: refused now by the clock, refused at every instant after."""
    for consent in tree:
        alone = [consent]
        if decide(alone, reader, wish, NOW).reason in ("consent_expired", "follow_up_quiet"):
            assert not decide(alone, reader, wish, NOW + abs(later)).allowed


@given(trees(), readers, wishes())
def test_six_months_without_an_act_end_every_follow_up(
    tree: list[Consent], reader: Reader, wish: Wanted
) -> None:
    long = [
        replace(c, terms=msgspec.structs.replace(c.terms, until=NOW + timedelta(days=730)))
        for c in tree
        if not c.parent_id
    ]
    last = max((c.last_known_at for c in long), default=NOW)
    assert not decide(long, reader, wish, last + QUIET).allowed
    used = [replace(c, acted_at=last + QUIET - timedelta(seconds=1)) for c in long]
    for consent in used:
        if decide([consent], reader, wish, last).allowed:
            assert decide([consent], reader, wish, last + QUIET).allowed


@given(trees(), readers, st.sampled_from(("pro-1", "pro-2")))
def test_a_member_excepted_by_name_gets_in_by_no_branch(
    tree: list[Consent], reader: Reader, who: str
) -> None:
    """Excepted from what the person herself gave, they are out of everything under it too."""
    kept_out = [c if c.parent_id else c.excepting([*c.terms.excepted, who]) for c in tree]
    if reader.professional_id == who:
        assert not reach(kept_out, reader, NOW).allowed


@given(trees(), readers, wishes())
def test_memberships_that_nobody_confirmed_open_nothing_but_what_is_personal(
    tree: list[Consent], reader: Reader, wish: Wanted
) -> None:
    allowing = decide(tree, replace(reader, confirmed=False), wish, NOW).consent
    assert allowing is None or allowing.terms.grantee.kind == "professional"
