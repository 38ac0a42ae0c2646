"""The list of people one follows, filtered by name."""

from __future__ import annotations

from uuid import uuid4

import pytest

from services.vault.application import list_follow_ups
from shared.contracts import vault as v
from shared.problems import NotAllowed
from tests.unit.vault.house import AGNES, CHLOE, House, holder


def found(house: House, name: str) -> list[str]:
    return [p.given_name for p in house.ask(AGNES, v.ListFollowUps(name=name)).people]


@pytest.mark.parametrize("name", ["éloi", "ELOI", "exem eloi", "  eloi  ", "marie eloi"])
def test_each_word_is_looked_for_without_case_nor_accents(house: House, name: str) -> None:
    house.open_vault(given_name="Awa")
    house.open_vault(given_name="Éloi-Marie")
    assert found(house, name) == ["Éloi-Marie"]


def test_who_has_not_all_the_words_is_not_listed_nor_logged_as_listed(house: House) -> None:
    awa, _ = house.open_vault(given_name="Awa")
    house.open_vault(given_name="Éloi")
    assert found(house, "awa martin") == []
    assert found(house, "eloi") == ["Éloi"]
    assert "person_listed" not in [line.kind for line in house.log_of(awa)]


def test_a_name_finds_nobody_that_one_does_not_follow(house: House) -> None:
    house.open_vault(given_name="Awa")
    assert house.ask(CHLOE, v.ListFollowUps(name="awa")).people == []
    with pytest.raises(NotAllowed):
        house.ask(holder(str(uuid4())), v.ListFollowUps(name="awa"))


@pytest.mark.parametrize("scanned", [1, 2, 500])
def test_pages_of_a_filtered_list_miss_and_repeat_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch, scanned: int
) -> None:
    monkeypatch.setattr(list_follow_ups, "SCANNED_MAX", scanned)
    wanted = {house.open_vault(given_name="Éloi")[0] for _ in range(3)}
    for _ in range(3):
        house.open_vault(given_name="Awa")
    seen: list[str] = []
    after = ""
    for _ in range(8):
        page = house.ask(AGNES, v.ListFollowUps(name="eloi", limit=2, after=after))
        assert len(page.people) <= 2
        seen += [p.vault_id for p in page.people]
        after = page.next
        if not after:
            break
    assert (sorted(seen), after) == (sorted(wanted), "")
