"""What an export proves to whoever holds it and a key card: the tree, the witnesses, the receipts."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deploy.verify_log import check_log, receipt_problems, verify
from deploy.witness import Witness
from services.vault.adapters.log_witnesses import KnownWitnesses
from shared.contracts import vault as v
from shared.contracts import vault_log as p
from shared.problems import NotAllowed, NotFound
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, House, holder

ANYONE = Actor(id="anonymous", kind="anonymous")


def witnessed(house: House) -> None:
    """A partner signs the newest checkpoint."""
    house.uses.do.publish_checkpoint()
    told = house.ask(ANYONE, p.ListCheckpoints())
    log_key = base64.b64decode(told.key.split("+", 2)[2])[1:]
    partner = Witness(house.root / "partner", "temoin.invalid", told.origin, log_key)
    house.witnesses = KnownWitnesses([partner.key])
    house.open()
    line = partner.cosign(told.checkpoints[0].note, [], 1_900_000_000)
    house.ask(ANYONE, p.CosignCheckpoint(size=told.checkpoints[0].size, cosignature=line))


def exported(house: House, vault_id: str) -> Path:
    path = house.root / "export.zip"
    path.write_bytes(house.stream(house.ask(holder(vault_id), v.ExportVault(vault_id=vault_id))))
    return path


def log_in(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        log: dict[str, Any] = json.loads(archive.read("access-log.json"))
    return log


@pytest.mark.feature("W2")
def test_an_export_is_verified_alone_with_what_the_card_prints(house: House) -> None:
    vault_id, awa = house.open_vault()
    card = house.ask(awa, p.GetLogHead(vault_id=vault_id))
    house.open_vault()
    witnessed(house)
    path = exported(house, vault_id)
    with zipfile.ZipFile(path) as archive:
        (house.root / "verify_log.py").write_bytes(archive.read("verify_log.py"))
    head = f"{card.number}:{card.hash[:16]}"
    for printed, code in ((head, 0), (f"1:{card.hash[:16]}", 1), (f"99:{card.hash[:16]}", 1)):
        done = subprocess.run(
            [sys.executable, "-I", "verify_log.py", path, "--key", card.fingerprint, "--head", printed],
            cwd=house.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert ("log: 3 entries, chain holds, checkpoint signed" in done.stdout) == (code == 0)
    log = log_in(path)
    assert [proof["number"] for proof in log["tree"]] == [2, 3]
    assert "temoin.invalid" in log["tree"][0]["note"]


@pytest.mark.feature("W2")
def test_a_forged_tree_path_or_witness_is_told(house: House) -> None:
    vault_id, _ = house.open_vault()
    witnessed(house)
    path = exported(house, vault_id)

    def told(change: Any) -> str:
        log = log_in(path)
        change(log["tree"][0])
        text, holds = check_log(log)
        assert not holds
        return text

    note = log_in(path)["tree"][0]["note"]
    assert "entry 2 altered" in told(lambda proof: proof.update(index=0))
    assert "entry 1 altered" in told(lambda proof: proof.update(number=1))
    assert "entry 2 altered" in told(lambda proof: proof["path"].append("00" * 32))
    assert "entry 9 missing" in told(lambda proof: proof.update(number=9))
    assert "does not hold" in told(lambda proof: proof.update(note=note.replace("\n2\n", "\n3\n")))
    broken = note[:-6] + ("A" if note[-6] != "A" else "B") + note[-5:]
    assert "temoin.invalid" in told(lambda proof: proof.update(note=broken))
    assert "not signed" in told(lambda proof: proof.update(note=note.partition("\n\n")[0] + "\n\n"))


@pytest.mark.feature("W3")
def test_a_consent_gives_a_signed_receipt_that_says_its_withdrawal_too(house: House) -> None:
    vault_id, awa = house.open_vault()
    consent_id = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0].id
    ask = p.GetReceipt(vault_id=vault_id, consent_id=consent_id)
    given = house.ask(awa, ask)
    assert house.ask(awa, ask).signature == given.signature
    assert given.record["record_metadata"]["record_id"] == consent_id
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent_id))
    events = house.ask(awa, ask).record["events"]
    assert [event["event_type"] for event in events] == ["consent given", "consent withdrawn"]
    assert "receipt_given" in [line.kind for line in house.log_of(vault_id)]
    path = exported(house, vault_id)
    assert verify(path)[1]
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("receipts.json"))["receipts"][0]["record"]["events"] == events


@pytest.mark.feature("W3")
def test_a_receipt_is_the_persons_alone_and_any_change_to_it_is_found(house: House) -> None:
    vault_id, awa = house.open_vault()
    consent_id = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0].id
    with pytest.raises(NotAllowed):
        house.ask(AGNES, p.GetReceipt(vault_id=vault_id, consent_id=consent_id))
    with pytest.raises(NotFound):
        house.ask(awa, p.GetReceipt(vault_id=vault_id, consent_id="other"))
    path, altered = exported(house, vault_id), house.root / "altered.zip"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["receipts.json"] = members["receipts.json"].replace(b'"rights"', b'"health"')
    with zipfile.ZipFile(altered, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    with zipfile.ZipFile(altered) as archive:
        assert receipt_problems(altered, archive) == ["receipt 1: altered, its signature does not hold"]
