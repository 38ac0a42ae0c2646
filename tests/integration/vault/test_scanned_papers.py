"""No paper comes in that the scanner did not look at: fails closed, within its deadline, leaving nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.vault.adapters.clamd import scanner_at
from services.vault.adapters.documents import Examiner
from services.vault.adapters.intake import DocumentIntake
from shared.contracts import vault as v
from shared.problems import InvalidInput, Unavailable
from shared.testing.scanner import FakeClamd, eicar, fake_clamd
from tests.unit.vault.documents import samples
from tests.unit.vault.house import House

DEADLINE_S = 2.0


@pytest.fixture
def scanner() -> Iterator[FakeClamd]:
    with fake_clamd() as made:
        yield made


@pytest.fixture
def scanned(tmp_path: Path, scanner: FakeClamd) -> Iterator[House]:
    made = House(tmp_path)
    made.intake = DocumentIntake(made.blobs, Examiner(), scanner_at(scanner.address, DEADLINE_S))
    made.open()
    yield made
    made.close()


def files(house: House) -> list[Path]:
    return [path for path in (house.root / "blobs").rglob("*") if path.is_file()]


def infected() -> bytes:
    return samples.pdf() + b"\n" + eicar()


@pytest.mark.feature("V17")
def test_a_clean_paper_is_kept_and_the_list_says_that_it_was_looked_at(scanned: House) -> None:
    vault_id, awa = scanned.open_vault()
    scanned.deposit(awa, vault_id, samples.pdf())
    listed = scanned.ask(awa, v.ListDocuments(vault_id=vault_id))
    assert (len(listed.documents), listed.scanned) == (1, True)


@pytest.mark.feature("V17")
def test_an_infected_paper_is_refused_and_nothing_is_kept(scanned: House) -> None:
    vault_id, awa = scanned.open_vault()
    with pytest.raises(InvalidInput) as refusal:
        scanned.deposit(awa, vault_id, infected())
    assert (refusal.value.code, refusal.value.field) == ("document_infected", "file")
    assert files(scanned) == []


@pytest.mark.parametrize("behaviour", ["silent", "cut", "nonsense"])
def test_a_scanner_that_does_not_answer_lets_nothing_in(
    scanned: House, scanner: FakeClamd, behaviour: str
) -> None:
    vault_id, awa = scanned.open_vault()
    scanner.behaviour = behaviour
    began = time.monotonic()
    with pytest.raises(Unavailable):
        scanned.deposit(awa, vault_id, samples.pdf())
    assert time.monotonic() - began < DEADLINE_S + 2
    assert files(scanned) == []
    scanner.behaviour = "sound"
    scanned.deposit(awa, vault_id, samples.pdf())


def test_a_scanner_that_is_down_lets_nothing_in_and_its_return_needs_no_restart(
    scanned: House, scanner: FakeClamd
) -> None:
    vault_id, awa = scanned.open_vault()
    scanned.deposit(awa, vault_id, samples.pdf())
    before = files(scanned)
    scanner.close()
    with pytest.raises(Unavailable) as refusal:
        scanned.deposit(awa, vault_id, samples.pdf(pages=3))
    assert refusal.value.code == "scanner_unavailable"
    assert files(scanned) == before


def test_without_a_scanner_the_list_says_so(tmp_path: Path) -> None:
    house = House(tmp_path)
    try:
        vault_id, awa = house.open_vault()
        assert not house.ask(awa, v.ListDocuments(vault_id=vault_id)).scanned
    finally:
        house.close()
