"""The rule of a way back, whatever the order of words, refusals, departures and hours (domain rule 10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.vault.domain.way_back import ASKED_A_WEEK_MAX, GRANT_FOR, OPEN_FOR, WayBack
from services.vault.domain.way_back_events import Word
from services.vault.domain.witness_record import MONTH_MAX, OFTEN, WitnessRecord
from shared.problems import Refused

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
VAULT = UUID("019e1f00-0000-7000-8000-0000000000f1")
WHO = ("agnes", "bruno", "chloe")
Step = tuple[str, str, int]

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("word", "grant", "leave", "return")), st.sampled_from(WHO), st.just(0)),
        st.tuples(st.just("stop"), st.just(""), st.just(0)),
        st.tuples(st.just("wait"), st.just(""), st.sampled_from((1, 30, 59, 60, 61, 14 * 60, 72 * 60))),
    ),
    max_size=30,
)


class Story:
    """The aggregate, and beside it the bare record of what was said when, from which the rule is read."""

    def __init__(self) -> None:
        self.way_back, self.now, self.numbers = WayBack.begin(VAULT, NOW), NOW, count()
        self.left: set[str] = set()
        self.first: datetime | None = None  # the open one's first word
        self.last: dict[str, datetime] = {}
        self.granted = False

    def play(self, step: Step) -> None:
        what, who, minutes = step
        if what == "wait":
            self.now += timedelta(minutes=minutes)
        elif what in ("leave", "return"):
            (self.left.add if what == "leave" else self.left.discard)(who)
        elif what == "word" and who not in self.left:
            self._word(who)
        elif what == "grant":
            self._grant(who)
        elif what == "stop" and self.way_back.open_one(self.now):
            self.way_back.stop(self._newest(), "holder", self.now)
            self.first, self.last, self.granted = None, {}, False

    def _word(self, who: str) -> None:
        before = self.way_back.open_one(self.now)
        try:
            one = self.way_back.witness(
                Word(who, who, "", self.now), str(next(self.numbers)), "abcdefghij", self.now
            )
        except Refused:
            return
        if before is None:
            self.first, self.last, self.granted = self.now, {}, False
        assert one.asked_at == self.first
        self.last[who] = self.now

    def _grant(self, who: str) -> None:
        if not self.way_back.asked:
            return
        before = self.granted
        try:
            self.way_back.grant(self._newest(), who, set(WHO) - self.left, self.now)
        except Refused:
            assert before or not self._may(who)
            return
        assert before or self._may(who)
        self.granted = True

    def _may(self, who: str) -> bool:
        """Domain rule 10, read off the bare record."""
        if self.first is None or self.now - self.first >= timedelta(days=14):
            return False
        hour = timedelta(hours=1)
        there = {w for w, at in self.last.items() if self.now - at < hour and w not in self.left}
        alone = bool(there) and self.now - self.first >= timedelta(hours=72)
        return who in self.last and who not in self.left and (len(there) >= 2 or alone)

    def _newest(self) -> str:
        return list(self.way_back.asked)[-1]


@pytest.mark.feature("V18")
@given(steps)
@example([("word", "agnes", 0), ("wait", "", 72 * 60), ("word", "agnes", 0), ("grant", "agnes", 0)])
@example([("word", "agnes", 0), ("word", "bruno", 0), ("grant", "bruno", 0)])
@example([("word", "agnes", 0), ("word", "agnes", 0), ("grant", "agnes", 0)])
def test_it_is_granted_exactly_when_the_rule_says_so(story: list[Step]) -> None:
    told = Story()
    for step in story:
        told.play(step)


@given(steps, st.integers(0, 30))
def test_what_was_stopped_is_never_granted(story: list[Step], at: int) -> None:
    told = Story()
    for step in story[:at]:
        told.play(step)
    one = told.way_back.open_one(told.now)
    if one is None:
        return
    told.way_back.stop(one.id, "follow_up", told.now, professional_id="bruno", name="Bruno")
    for step in story[at:]:
        told.play(step)
        with pytest.raises(Refused):
            told.way_back.grant(one.id, "agnes", set(WHO), told.now)


@given(steps)
def test_one_is_open_at_a_time_and_three_a_week_at_most(story: list[Step]) -> None:
    told = Story()
    for step in story:
        told.play(step)
        lately = [a for a in told.way_back.asked.values() if told.now - a.asked_at < timedelta(days=7)]
        assert len(lately) <= ASKED_A_WEEK_MAX


@given(steps)
def test_whoever_rebuilds_it_from_its_events_finds_the_same(story: list[Step]) -> None:
    told = Story()
    for step in story:
        told.play(step)
    rebuilt = None
    for event in told.way_back.pending_events:
        rebuilt = event.mutate(rebuilt)
    assert isinstance(rebuilt, WayBack)
    assert rebuilt.asked == told.way_back.asked


def granted() -> tuple[WayBack, datetime]:
    way_back = WayBack.begin(VAULT, NOW)
    for who in ("agnes", "bruno"):
        way_back.witness(Word(who, who, "", NOW), "r1", "abcdefghij", NOW)
    way_back.grant("r1", "bruno", WHO, NOW)
    return way_back, NOW


def test_a_grant_is_for_one_witness_and_for_minutes() -> None:
    way_back, now = granted()
    way_back.grant("r1", "bruno", WHO, now + GRANT_FOR / 2)
    with pytest.raises(Refused, match="recovery_granted"):
        way_back.grant("r1", "agnes", WHO, now)
    with pytest.raises(Refused, match="recovery_ended"):
        way_back.grant("r1", "bruno", WHO, now + GRANT_FOR)


def test_done_is_said_once_by_whom_it_was_granted_to_and_stops_no_more() -> None:
    way_back, now = granted()
    with pytest.raises(Refused):
        way_back.note_done("r1", "agnes", now)
    way_back.note_done("r1", "bruno", now)
    before = len(way_back.pending_events)
    way_back.note_done("r1", "bruno", now)
    assert len(way_back.pending_events) == before
    with pytest.raises(Refused, match="recovery_done"):
        way_back.stop("r1", "holder", now)


def test_an_old_one_is_no_basis_for_anything() -> None:
    way_back = WayBack.begin(VAULT, NOW)
    way_back.witness(Word("agnes", "A", "", NOW), "r1", "abcdefghij", NOW)
    later = NOW + OPEN_FOR
    with pytest.raises(Refused, match="recovery_ended"):
        way_back.grant("r1", "agnes", WHO, later)
    assert way_back.stopped_by_code("abcdefghij", later) is None


@given(st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=60).map(sorted))
def test_a_witness_is_counted_over_a_month_and_no_further(minutes: list[int]) -> None:
    record, stood = WitnessRecord.begin("agnes", NOW), list[datetime]()
    for number, minute in enumerate(minutes):
        now = NOW + timedelta(minutes=minute)
        lately = [at for at in stood if now - at < timedelta(days=30)]
        try:
            record.stand(str(number), now)
        except Refused:
            assert len(lately) == MONTH_MAX
            continue
        stood.append(now)
        assert record.often(now) == (len(lately) + 1 >= OFTEN)
