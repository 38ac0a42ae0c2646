"""Erasing: finished whatever interrupts it, replayed after any restore, told without claiming more."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.vault.adapters.tables import FOLLOW_UP_VIEW
from services.vault.application.erasing import Erasing
from services.vault.domain.vault import Vault
from shared.contracts import vault as v
from shared.contracts.vault_erasure import ErasureReport, GetErasure
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.keys import SUBJECT_KEY
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from shared.rpc.reply import RemoteBug
from tests.unit.vault.house import AGNES, BRUNO, House

OPERATOR = Actor(id="operator:test", kind="operator")
STEPS = ("destroy", "end", "clean")


class Died(Exception):
    """The process is no more."""


def furnished(house: House) -> tuple[str, Actor]:
    vault_id, awa = house.open_vault()
    house.deposit(awa, vault_id)
    house.begin(AGNES, vault_id)
    house.ask(awa, v.ExportVault(vault_id=vault_id))
    return vault_id, awa


def erase(house: House, vault_id: str, awa: Actor) -> None:
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))


def files_of(house: House) -> list[Path]:
    return [path for path in (house.root / "blobs" / "documents").rglob("*") if path.is_file()]


def report_of(house: House, vault_id: str, actor: Actor = OPERATOR) -> ErasureReport:
    answer: ErasureReport = house.ask(actor, GetErasure(vault_id=vault_id))
    return answer


def is_whole(house: House, vault_id: str) -> bool:
    vault = house.uses.log.load(Vault, UUID(vault_id))
    with house.database.views.connect() as connection:
        shown = connection.execute(
            sa.select(FOLLOW_UP_VIEW).where(FOLLOW_UP_VIEW.c.vault_id == UUID(vault_id))
        ).all()
    gone = house.keys.destroyed_at(UUID(vault_id)) is not None
    return vault.ended and gone and not shown and not files_of(house)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_step_it_is_finished_by_itself_after_the_restart(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str, moment: str
) -> None:
    vault_id, awa = furnished(house)
    original = getattr(Erasing, step)

    def dying(self: Erasing, *given: Any) -> Any:
        if moment == "after":
            original(self, *given)
        raise Died

    monkeypatch.setattr(Erasing, step, dying)
    with pytest.raises(RemoteBug):
        erase(house, vault_id, awa)
    monkeypatch.undo()
    house.open()
    house.uses.do.finish_erasures()
    if (step, moment) == ("destroy", "before"):  # nothing happened, and nothing was answered
        assert house.ask(awa, v.GetVault(vault_id=vault_id)).given_name == "Awa"
        return
    assert is_whole(house, vault_id)
    assert (report_of(house, vault_id).by, report_of(house, vault_id).reason) == ("holder", "holder")
    assert [kind for kind, _ in house.facts()].count("vault.vault_erased") == 1
    assert house.uses.do.finish_erasures() == 0


def test_a_key_destroyed_without_its_line_in_the_list_is_finished_too(house: House) -> None:
    vault_id, _ = furnished(house)
    house.keys.destroy(UUID(vault_id))
    house.open()
    assert house.uses.do.finish_erasures() == 1
    assert is_whole(house, vault_id)
    assert report_of(house, vault_id).by == "unknown"


def test_one_erasure_that_fails_keeps_no_other_waiting(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = furnished(house)[0], house.open_vault()[0]
    for vault_id in (first, second):
        house.keys.destroy(UUID(vault_id))
    original = Erasing.clean

    def failing(self: Erasing, vault_id: UUID, call: Any) -> None:
        if str(vault_id) == first:
            raise OSError("the disk is away")
        original(self, vault_id, call)

    monkeypatch.setattr(Erasing, "clean", failing)
    with pytest.raises(OSError, match="away"):
        house.uses.do.finish_erasures()
    assert report_of(house, second).completed_at is not None
    assert report_of(house, first).completed_at is None
    monkeypatch.undo()
    assert house.uses.do.finish_erasures() == 1
    assert is_whole(house, first)


@pytest.mark.feature("O5")
@pytest.mark.parametrize("lost", ["nothing more", "the list", "the log's end"])
def test_a_key_that_a_backup_brings_back_is_destroyed_again(house: House, lost: str) -> None:
    vault_id, awa = furnished(house)
    with house.keys_engine.connect() as connection:
        old = connection.execute(sa.select(SUBJECT_KEY)).mappings().all()
    erase(house, vault_id, awa)
    with house.keys_engine.begin() as connection:
        connection.execute(sa.delete(SUBJECT_KEY))
        connection.execute(sa.insert(SUBJECT_KEY), [dict(row) for row in old])
    if lost == "the list":
        house.erased_file.unlink()
    house.open()
    if lost != "the list":
        assert house.keys.aead(UUID(vault_id)) is None  # before anything had the time to run
    with pytest.raises(Refused):
        house.ask(awa, v.GetVault(vault_id=vault_id))
    with pytest.raises(NotAllowed):
        house.ask(BRUNO, v.GetVault(vault_id=vault_id))
    house.uses.do.finish_erasures()
    assert house.keys.destroyed_at(UUID(vault_id)) is not None
    assert is_whole(house, vault_id)
    assert UUID(vault_id) in ErasedList(house.erased_file)


@pytest.mark.feature("W4")
def test_the_report_says_what_is_gone_what_stays_and_until_when(house: House) -> None:
    vault_id, awa = furnished(house)
    with pytest.raises(NotFound):
        report_of(house, vault_id, awa)
    erase(house, vault_id, awa)
    told = report_of(house, vault_id, awa)
    assert (told.by, told.files) == ("holder", 2)  # a paper and its preview
    assert told.log_lines == len(house.uses.log.read_log(UUID(vault_id)))
    assert told.completed_at is not None
    assert (told.revivable_until - told.key_destroyed_at).days == 7
    with pytest.raises(NotAllowed):
        report_of(house, vault_id, AGNES)


@pytest.mark.feature("W4")
def test_an_operator_erases_on_an_order_and_the_report_says_so(house: House) -> None:
    vault_id, awa = furnished(house)
    for reason in ("holder", "because"):
        with pytest.raises(InvalidInput):
            house.uses.do.erase_vault.by_operator(vault_id, "test", reason)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        house.uses.do.erase_vault.by_operator(str(UUID(int=7)), "test", "death")
    house.uses.do.erase_vault.by_operator(vault_id, "test", "court_order", "N-12")
    erase(house, vault_id, awa)  # the person, a moment later: the first order stands
    assert (report_of(house, vault_id).by, report_of(house, vault_id).reason) == ("operator", "court_order")
    assert is_whole(house, vault_id)
