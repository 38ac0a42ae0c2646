"""A paper given by a link: ended by the clock, counted whatever the rush, stopped at once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.identity.actors import ANONYMOUS
from services.gateway.identity.link_secrets import secret_hash
from services.vault.application import give_paper_link, list_paper_links
from services.vault.domain.paper_link import PaperLink
from shared.contracts import vault as v
from shared.contracts import vault_links as k
from shared.contracts.vault_paper_uses import ListPaperUses
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Problem, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, NOW, PDF, House

WEEK = NOW + timedelta(days=7)


def give(
    house: House, actor: Actor, vault_id: str, document_id: str, secret: str, **more: Any
) -> k.PaperLink:
    fields: dict[str, Any] = {"until": WEEK, "openings_max": 2, "for_whom": "Agence (démo)", **more}
    command = k.GivePaperLink(
        vault_id=vault_id, document_id=document_id, secret_hash=secret_hash(secret), **fields
    )
    link: k.PaperLink = house.ask(actor, command)
    return link


def open_link(house: House, secret: str) -> bytes:
    return house.stream(house.ask(ANONYMOUS, k.OpenPaperLink(secret_hash=secret_hash(secret))))


def answer(house: House, secret: str) -> tuple[str, str]:
    with pytest.raises(Problem) as refusal:
        open_link(house, secret)
    return type(refusal.value).__name__, f"{refusal.value.code} {refusal.value.detail}"


@pytest.mark.feature("V9")
def test_a_link_opens_its_paper_for_its_number_of_times_and_each_is_a_line_without_the_visitor(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id, title="Carte (démo)")
    give(house, awa, vault_id, paper.id, "a secret")
    assert [open_link(house, "a secret") for _ in range(2)] == [PDF, PDF]
    assert answer(house, "a secret")[0] == "NotFound"
    lines = [line for line in house.log_of(vault_id) if line.kind.startswith("link_")]
    assert [line.kind for line in lines] == ["link_given", "link_opened", "link_opened", "link_refused"]
    assert {line.actor for line in lines[1:]} == {""}
    assert [line.title for line in lines] == ["Carte (démo)"] * 4
    (shown,) = house.ask(awa, k.ListPaperLinks(vault_id=vault_id)).links
    assert (shown.openings, shown.state, shown.for_whom) == (2, "used_up", "Agence (démo)")
    (use,) = house.ask(awa, ListPaperUses(vault_id=vault_id)).uses
    assert use.link_openings == 2


@pytest.mark.feature("V9")
def test_unknown_ended_stopped_used_up_and_erased_are_one_and_the_same_answer(house: House) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id).id
    for secret in ("used up", "stopped", "ended", "erased"):
        last = give(house, awa, vault_id, paper, secret, openings_max=1)
        if secret == "used up":
            open_link(house, secret)
        if secret == "stopped":
            house.ask(awa, k.WithdrawPaperLink(vault_id=vault_id, link_id=last.id))
    answers = {secret: answer(house, secret) for secret in ("unknown", "used up", "stopped")}
    house.clock.move(timedelta(days=7))
    answers["ended"] = answer(house, "ended")
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    answers["erased"] = answer(house, "erased")
    assert len(set(answers.values())) == 1, answers


def test_the_end_is_the_clocks_with_nothing_having_run(house: House) -> None:
    vault_id, awa = house.open_vault()
    give(house, awa, vault_id, house.deposit(awa, vault_id).id, "s", until=NOW + timedelta(hours=1))
    house.clock.move(timedelta(minutes=59, seconds=59))
    assert open_link(house, "s") == PDF
    house.clock.move(timedelta(seconds=1))
    assert answer(house, "s")[0] == "NotFound"


def test_a_rush_never_opens_more_than_the_limit(house: House) -> None:
    vault_id, awa = house.open_vault()
    give(house, awa, vault_id, house.deposit(awa, vault_id).id, "s", openings_max=3)
    request, opened, others = k.OpenPaperLink(secret_hash=secret_hash("s")), [], []

    def visit() -> None:
        try:
            opened.append(house.caller.call(request, ANONYMOUS, key="the same for all"))
        except (NotFound, Conflict) as refusal:
            others.append(refusal.code)

    visitors = [threading.Thread(target=visit) for _ in range(12)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    while len(opened) < 3:
        opened.append(house.caller.call(request, ANONYMOUS))
    assert answer(house, "s")[0] == "NotFound"
    assert len(opened) == 3
    assert len(opened) + len(others) >= 12
    assert [kind for kind, _ in house.facts()].count("vault.link_opened") == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"until": None}, "link_end_missing"),
        ({"until": NOW}, "link_end_past"),
        ({"until": NOW + timedelta(days=32)}, "link_too_long"),
        ({"for_whom": "2 84 05 75 116 001 38"}, "nir"),
    ],
)
def test_a_link_without_a_near_end_or_with_a_number_in_its_name_is_refused(
    house: House, change: dict[str, Any], code: str
) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id).id
    with pytest.raises((InvalidInput, Refused)) as refusal:
        give(house, awa, vault_id, paper, "s", **change)
    assert refusal.value.code == code
    assert house.ask(awa, k.ListPaperLinks(vault_id=vault_id)).links == []


def test_only_the_person_gives_sees_and_stops_a_link(house: House) -> None:
    vault_id, awa = house.open_vault()
    _, other = house.open_vault()
    paper = house.deposit(awa, vault_id).id
    link = give(house, awa, vault_id, paper, "s")
    for actor in (AGNES, other):
        for request in (
            k.GivePaperLink(vault_id=vault_id, document_id=paper, secret_hash="0" * 64, until=WEEK),
            k.ListPaperLinks(vault_id=vault_id),
            k.WithdrawPaperLink(vault_id=vault_id, link_id=link.id),
        ):
            with pytest.raises(NotAllowed):
                house.ask(actor, request)
    with pytest.raises(NotFound):
        house.ask(other, k.WithdrawPaperLink(vault_id=other.id, link_id=link.id))
    with pytest.raises(NotFound):
        give(house, awa, vault_id, str(UUID(int=1)), "t")
    assert open_link(house, "s") == PDF


def test_twenty_links_open_at_most_and_stopping_one_makes_room(house: House) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id).id
    links = [give(house, awa, vault_id, paper, f"s{n}") for n in range(20)]
    with pytest.raises(Refused) as refusal:
        give(house, awa, vault_id, paper, "one more")
    assert refusal.value.code == "too_many_links"
    house.ask(awa, k.WithdrawPaperLink(vault_id=vault_id, link_id=links[0].id))
    give(house, awa, vault_id, paper, "one more")


def test_a_dead_link_tried_a_hundred_times_is_one_line_a_day(house: House) -> None:
    vault_id, awa = house.open_vault()
    link = give(house, awa, vault_id, house.deposit(awa, vault_id).id, "s")
    house.ask(awa, k.WithdrawPaperLink(vault_id=vault_id, link_id=link.id))
    for _ in range(5):
        answer(house, "s")
    assert [line.kind for line in house.log_of(vault_id)].count("link_refused") == 1


def test_erased_links_keep_no_name_and_are_listed_nowhere(house: House) -> None:
    vault_id, awa = house.open_vault()
    give(house, awa, vault_id, house.deposit(awa, vault_id).id, "s", for_whom="Planté Canari")
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    stored = b"".join(path.read_bytes() for path in house.root.glob("vault.*.db*"))
    assert b"Canari" not in stored
    assert house.uses.do.list_paper_links.links.of_vault(UUID(vault_id), "link", 10) == []


@given(st.integers(1, 20), st.lists(st.sampled_from(["open", "withdraw", "wait"]), max_size=40))
def test_a_link_never_opens_beyond_its_count_its_end_or_its_withdrawal(most: int, acts: list[str]) -> None:
    now, until = NOW, NOW + timedelta(hours=10)
    link = PaperLink.give(
        vault_id=UUID(int=1),
        document_id="d",
        category="other",
        secret_hash="0" * 64,
        until=until,
        openings_max=most,
        for_whom="",
        now=now,
    )
    opened, withdrawn = 0, False
    for act in acts:
        allowed = opened < most and not withdrawn and now < until
        if act == "wait":
            now += timedelta(hours=1)
        elif act == "withdraw":
            link.withdraw(now)
            withdrawn = True
        else:
            opened += _opens(link, now)
            assert opened == link.openings
            assert allowed or link.state(now) != "live"
    assert link.openings <= most


def _opens(link: PaperLink, now: datetime) -> bool:
    try:
        link.open(0, now)
    except Refused:
        return False
    return True


@pytest.mark.feature("V9")
def test_a_link_that_lives_is_listed_first_however_many_came_after_and_never_pushed_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(give_paper_link, "LOOKED_AT_MAX", 8)
    monkeypatch.setattr(list_paper_links, "LINKS_MAX", 4)
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id)
    first = give(house, awa, vault_id, paper.id, "the first")
    for n in range(7):
        link = give(house, awa, vault_id, paper.id, f"secret {n}")
        house.ask(awa, k.WithdrawPaperLink(vault_id=vault_id, link_id=link.id))
    listed = house.ask(awa, k.ListPaperLinks(vault_id=vault_id)).links
    assert (len(listed), listed[0].id, listed[0].state) == (4, first.id, "live")
    with pytest.raises(Refused, match="too_many_links"):
        give(house, awa, vault_id, paper.id, "one more")
    house.ask(awa, k.WithdrawPaperLink(vault_id=vault_id, link_id=first.id))
    give(house, awa, vault_id, paper.id, "one more")
