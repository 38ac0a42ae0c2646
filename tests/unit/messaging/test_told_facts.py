"""What comes with the bell: given in order, once, and never in place of what only the feed has."""

from __future__ import annotations

import threading

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.shapes import PublishedFact
from shared.messaging.doorbell import FRESH_MAX_FACTS, Doorbell
from tests.unit.messaging.test_following import fact


def heard(bell: Doorbell, position: int, epoch: str = "e") -> tuple[list[int], bool]:
    facts, look = bell.told_after(epoch, position)
    return [one.position for one in facts], look


@pytest.fixture
def bell() -> Doorbell:
    """One that already knows the epoch."""
    bell = Doorbell()
    bell.tell("e", [])
    bell.told_after("e", 0)
    return bell


def test_facts_that_follow_on_need_no_look_at_the_feed(bell: Doorbell) -> None:
    bell.tell("e", [fact(4)])
    bell.tell("e", [fact(5), fact(6)])
    assert bell.wait(0)
    assert heard(bell, 3) == ([4, 5, 6], False)
    assert heard(bell, 6) == ([], False)


def test_what_was_told_in_another_order_is_given_in_the_feed_s(bell: Doorbell) -> None:
    bell.tell("e", [fact(5)])
    bell.tell("e", [fact(4)])
    assert heard(bell, 3) == ([4, 5], False)


def test_behind_a_fact_of_another_process_the_feed_is_looked_at(bell: Doorbell) -> None:
    bell.tell("e", [fact(4), fact(6)])
    assert heard(bell, 3) == ([4], True)
    assert heard(bell, 6) == ([], False), "the feed brought 5 and 6"


def test_a_ring_without_facts_asks_for_a_look_even_beside_facts(bell: Doorbell) -> None:
    bell.tell("e", [fact(4)])
    bell.ring()
    assert heard(bell, 3) == ([4], True)


def test_facts_of_another_epoch_are_read_from_the_feed(bell: Doorbell) -> None:
    bell.tell("restored", [fact(4)])
    assert heard(bell, 3) == ([], True)
    bell.tell("restored", [fact(5)])
    assert heard(bell, 4, "restored") == ([5], False)


def test_more_than_a_window_is_left_to_the_feed(bell: Doorbell) -> None:
    for position in range(1, FRESH_MAX_FACTS + 10):
        bell.tell("e", [fact(position)])
    facts, look = bell.told_after("e", 0)
    assert (facts, look) == ([], True)
    bell.tell("e", [fact(position) for position in range(1, FRESH_MAX_FACTS + 10)])
    assert heard(bell, 0) == ([], True)


def test_all_versions_of_a_fact_come_together(bell: Doorbell) -> None:
    versions = [
        msgspec.structs.replace(fact(4), more=True),
        msgspec.structs.replace(fact(4), version=2),
    ]
    bell.tell("e", versions)
    assert bell.told_after("e", 3) == (versions, False)


@given(told=st.permutations(range(1, 13)), cut=st.integers(0, 12), taken=st.integers(0, 12))
def test_none_is_skipped_whatever_the_order(told: list[int], cut: int, taken: int) -> None:
    """The relay's way: what follows on is published, else the feed is read up to what it then has."""
    bell, published = Doorbell(), 0
    for number, position in enumerate(told):
        if position > cut:  # those before are other processes', and only rung
            bell.tell("e", [fact(position)])
        else:
            bell.ring()
        if number < taken:
            continue
        facts, look = bell.told_after("e", published)
        assert [one.position for one in facts] == list(range(published + 1, published + len(facts) + 1))
        published += len(facts)
        committed = max(told[: number + 1])  # gapless: all before it are committed too
        if look:
            published = max(published, committed)
    facts, look = bell.told_after("e", published)
    assert published == 12 or look or len(facts) == 12 - published


def test_facts_are_told_while_others_take_them(bell: Doorbell) -> None:
    taken: list[PublishedFact] = []
    done = threading.Event()

    def take() -> None:
        while not done.is_set() or len(taken) < 200:
            bell.wait(0.01)
            taken.extend(bell.told_after("e", len(taken))[0])

    thread = threading.Thread(target=take)
    thread.start()
    for position in range(1, 201):
        bell.tell("e", [fact(position)])
    done.set()
    thread.join(5)
    assert [one.position for one in taken] == list(range(1, 201))
