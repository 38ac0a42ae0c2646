"""A deposit sent twice is kept once, whoever dies or stalls meanwhile; no try touches another's files."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import vault as v
from shared.problems import Conflict, Refused, Unavailable
from shared.rpc.call import Actor
from tests.unit.vault.fakes import PlainIntake
from tests.unit.vault.house import PDF, House

OTHER_PDF = b"%PDF-1.4 another paper of the same person"


def files(house: House) -> list[Path]:
    return [path for path in (house.root / "blobs").rglob("*") if path.is_file()]


def send(
    house: House, actor: Actor, vault_id: str, key: str, content: bytes = PDF, title: str = "Carte"
) -> Any:
    """A whole deposit as the gateway makes it for one idempotency key of its client."""
    begin = v.BeginDeposit(vault_id=vault_id, category="identity", title=title)
    ticket = house.ask(actor, begin, key=f"begin {key}")
    return house.ask(actor, house.stage(ticket, vault_id, content), key=f"end {key}")


def meanwhile(house: House, happens: Any) -> list[Any]:
    """While the next paper is examined, something `happens`, once; its results."""
    real, results = house.intake.take_in, []

    def take_in(*args: Any, **kwargs: Any) -> Any:
        house.intake.take_in = real
        results.append(happens())
        return real(*args, **kwargs)

    house.intake.take_in = take_in
    return results


def test_a_client_that_lost_the_answer_sends_again_and_gets_it(house: House) -> None:
    vault_id, awa = house.open_vault()
    kept = send(house, awa, vault_id, "phone")
    assert send(house, awa, vault_id, "phone") == kept
    assert [d.id for d in house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents] == [kept.id]
    assert len(files(house)) == 2  # the paper and its preview; nothing of the second sending
    assert isinstance(house.intake, PlainIntake)
    assert house.intake.taken == 1


def test_the_same_request_sent_again_gives_the_same_answer(house: House) -> None:
    vault_id, awa = house.open_vault()
    request = house.stage(house.begin(awa, vault_id), vault_id)
    kept = house.ask(awa, request, key="end")
    assert house.ask(awa, request, key="end") == kept
    with pytest.raises(Conflict):
        house.ask(awa, request)
    assert house.see(awa, vault_id, kept.id) == PDF


@pytest.mark.parametrize("other", [{"content": OTHER_PDF}, {"title": "Titre"}])
def test_the_same_key_for_another_paper_is_told_and_keeps_nothing_of_it(
    house: House, other: dict[str, Any]
) -> None:
    vault_id, awa = house.open_vault()
    kept = send(house, awa, vault_id, "phone")
    with pytest.raises(Conflict) as refusal:
        send(house, awa, vault_id, "phone", **other)
    assert refusal.value.code == "idempotency_key_reused"
    assert house.see(awa, vault_id, kept.id) == PDF


def test_sent_again_while_the_first_is_examined_one_paper_is_kept_with_its_file(house: House) -> None:
    vault_id, awa = house.open_vault()
    again = meanwhile(house, lambda: send(house, awa, vault_id, "phone"))
    first = send(house, awa, vault_id, "phone")
    assert [first] == again
    assert house.see(awa, vault_id, first.id) == PDF
    assert len(files(house)) == 2


def test_two_ends_of_one_ticket_never_both_work_however_long_one_stalls(house: House) -> None:
    vault_id, awa = house.open_vault()
    ticket = house.begin(awa, vault_id)
    request, other = house.stage(ticket, vault_id), house.stage(ticket, vault_id, OTHER_PDF)

    def another_end() -> str:
        house.clock.move(timedelta(minutes=10))  # the machine slept, or its clock was set right
        with pytest.raises((Unavailable, Refused)) as refusal:
            house.ask(awa, other, key="other")
        return refusal.value.code

    codes = meanwhile(house, another_end)
    kept = house.ask(awa, request, key="end")
    assert codes == ["deposit_under_way"]
    assert house.see(awa, vault_id, kept.id) == PDF


def test_what_a_deposit_that_died_left_is_collected_after_a_day(house: House) -> None:
    vault_id, awa = house.open_vault()
    kept = house.deposit(awa, vault_id)
    ticket = house.begin(awa, vault_id)
    request = house.stage(ticket, vault_id)
    house.blobs.promote(request.staged_name, UUID(ticket.document_id))  # and then the process died
    collect = house.uses.do.collect_leftovers
    house.clock.move(timedelta(hours=23))
    assert collect() == 0
    house.clock.move(timedelta(hours=2))
    assert collect() == 1
    assert len(files(house)) == 2
    assert house.see(awa, vault_id, kept.id) == PDF


def test_erased_while_a_paper_is_examined_no_file_is_left(house: House) -> None:
    vault_id, awa = house.open_vault()
    erasing = v.EraseVault(vault_id=vault_id, confirmation="EFFACER")
    meanwhile(house, lambda: house.ask(awa, erasing))
    with pytest.raises(Refused):
        send(house, awa, vault_id, "phone")
    assert files(house) == []


def test_erased_while_a_paper_or_an_archive_is_kept_by_a_process_that_dies_it_is_collected(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    ticket = house.begin(awa, vault_id)
    staged = house.stage(ticket, vault_id).staged_name
    archive = house.ask(awa, v.ExportVault(vault_id=vault_id))
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    house.blobs.promote(staged, UUID(ticket.document_id))  # too late, by processes that then die
    late = house.blobs.stage(
        [b"PK"], data_key=base64.b64decode(ticket.data_key), associated_data=b"x", max_bytes=9
    )
    house.blobs.promote(late.name, UUID(archive.blob))
    house.clock.move(timedelta(hours=25))
    house.uses.do.collect_leftovers()
    assert files(house) == []
