"""What becomes of papers: each print and download counts, for the person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from shared.contracts import vault as v
from shared.contracts.vault_paper_uses import ListPaperUses, PaperUse
from shared.problems import NotAllowed
from tests.unit.vault.house import AGNES, BRUNO, House, terms


def test_a_reprint_is_counted_with_the_days_the_paper_had_been_kept(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(actions=["see", "add", "print"]))
    used, unused = house.deposit(awa, vault_id).id, house.deposit(awa, vault_id).id
    house.see(awa, vault_id, used)
    house.clock.move(timedelta(days=40))
    house.hear()
    house.see(BRUNO, vault_id, used, "print")
    house.clock.move(timedelta(days=5))
    house.see(awa, vault_id, used, "print")
    house.see(awa, vault_id, used, "download")
    told = house.ask(awa, ListPaperUses(vault_id=vault_id))
    expected = PaperUse(document_id=used, prints=2, downloads=1, first_use_days=40)
    assert (told.stored, told.uses) == (2, [expected])
    assert unused not in {use.document_id for use in told.uses}
    printed: list[dict[str, Any]] = [
        msgspec.json.decode(data) for kind, data in house.facts() if kind == "vault.document_printed"
    ]
    assert [fact["stored_days"] for fact in printed] == [40, 45, 45]


def test_nobody_else_is_told_how_papers_served(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.deposit(awa, vault_id)
    with pytest.raises(NotAllowed) as refusal:
        house.ask(AGNES, ListPaperUses(vault_id=vault_id))
    assert refusal.value.code == "holder_only"
    assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_once_erased_nothing_is_counted_any_more(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.see(awa, vault_id, house.deposit(awa, vault_id).id, "print")
    taken = house.uses.do.list_paper_uses.taken
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert taken.of_vault(UUID(vault_id), 10) == []
