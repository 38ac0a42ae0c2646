"""`maillon keys` and `maillon vault erase`, typed as an operator does, on an installation in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.embedded import Embedded
from shared.clock import SystemClock
from shared.contracts.vault import OpenVault
from shared.ids import new_id
from shared.rpc.call import Actor, Call

OPENER = Actor(id=str(new_id()), kind="professional", verified=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Embedded(tmp_path / "var", SystemClock(), 0).prepared()
    return tmp_path / "var"


def typed(folder: Path, *words: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--folder", str(folder)])
    assert done.exit_code == status, done.output
    return done.output


def a_vault(folder: Path) -> str:
    with Embedded(folder, SystemClock(), 0).assembled() as uses:
        request = OpenVault(vault_id=str(new_id()), given_name="Essai")
        return str(uses["vault"].do.open_vault(request, Call(actor=OPENER, key="k", digest="d")).id)


@pytest.mark.feature("O5")
def test_keys_are_turned_backed_up_and_restored(folder: Path) -> None:
    a_vault(folder)
    assert "1 clés enveloppées de nouveau" in typed(folder, "keys", "rotate")
    assert typed(folder, "keys", "status").count("vault ") == 2
    assert "aucune" in typed(folder, "keys", "retire")
    told = typed(folder, "keys", "backup", str(folder / "apart"))
    assert "1 clés dans" in told
    assert "jusqu’au" in told
    (backup,) = (folder / "apart").glob("vault-*.keys")
    assert "0 clés rendues" in typed(folder, "keys", "restore", str(backup))


@pytest.mark.feature("O5")
def test_a_damaged_backup_is_refused_in_words(folder: Path) -> None:
    (folder / "bad.keys").write_bytes(b"{}")
    assert "sauvegarde" in typed(folder, "keys", "restore", str(folder / "bad.keys"), status=1)


@pytest.mark.feature("W4")
def test_an_operator_erases_a_vault_and_reads_what_was_erased(folder: Path) -> None:
    vault_id = a_vault(folder)
    words = ("vault", "erase", vault_id, "--yes", "--reason")
    assert "Motifs possibles" in typed(folder, *words, "because", status=1)
    told = typed(folder, *words, "death", "--reference", "N-12")
    assert "clé détruite" in told
    assert "0 fichiers supprimés" in told
