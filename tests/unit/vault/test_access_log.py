"""The person reads who did what, in order, with the names of the time; nobody else does."""

from __future__ import annotations

import pytest

from shared.contracts import vault as v
from shared.problems import NotAllowed
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder


@pytest.mark.feature("V11")
def test_the_holder_reads_who_did_what_newest_first_page_by_page(house: House) -> None:
    vault_id, awa = house.open_vault()
    document_id = house.deposit(AGNES, vault_id, title="Carte (démo)").id
    house.see(BRUNO, vault_id, document_id)
    with pytest.raises(NotAllowed):
        house.see(CHLOE, vault_id, document_id)
    page = house.ask(awa, v.ReadAccessLog(vault_id=vault_id, limit=3))
    assert page.total == 5
    assert [(x.number, x.kind, x.actor) for x in page.lines] == [
        (5, "access_refused", CHLOE.display),
        (4, "document_seen", BRUNO.display),
        (3, "document_deposited", AGNES.display),
    ]
    rest = house.ask(awa, v.ReadAccessLog(vault_id=vault_id, before=3))
    assert [(x.number, x.kind) for x in rest.lines] == [(2, "consent_granted"), (1, "vault_opened")]
    assert house.ask(awa, v.ReadAccessLog(vault_id=vault_id, before=1)).lines == []
    assert rest.lines[0].organisation == "Service org-1"


@pytest.mark.feature("V11")
def test_no_one_else_reads_the_log(house: House) -> None:
    vault_id, _ = house.open_vault()
    other_id, _ = house.open_vault()
    for actor in (AGNES, holder(other_id)):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(actor, v.ReadAccessLog(vault_id=vault_id))
        assert refusal.value.code == "holder_only"


def test_names_in_the_log_are_not_on_disk_in_clear(house: House) -> None:
    vault_id, _ = house.open_vault()
    house.ask(BRUNO, v.ListDocuments(vault_id=vault_id))
    assert any(line.actor == BRUNO.display for line in house.log_of(vault_id))
    written = b"".join(path.read_bytes() for path in house.root.glob("*.db*"))
    assert BRUNO.display.encode() not in written
