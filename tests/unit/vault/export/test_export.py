"""An export: complete, readable by anyone, and any byte changed afterwards is found and named."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy import verify_log
from services.vault.adapters.export import sign_checkpoint, write_export
from services.vault.adapters.export.archive import DocumentChangedError
from services.vault.adapters.export.file_names import FileNames, safe_stem
from services.vault.application.export_content import (
    ExportContent,
    ExportedAppointment,
    ExportedConsent,
    ExportedDocument,
    ExportedLine,
    ExportedNote,
)
from shared.eventstore.chain import GENESIS, line_hash, line_header

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
VAULT = UUID("6f1a0c1e-0000-4000-8000-000000000001")
SIGNER = bytes(range(32))
PAPER = b"%PDF-1.4 a made-up paper\n" * 400
ALTERATIONS = 500


def document(title: str, content: bytes = PAPER, category: str = "identity") -> ExportedDocument:
    return ExportedDocument(
        id=title,
        category=category,
        title=title,
        content_type="application/pdf",
        deposited_at=NOW,
        deposited_by="Agnès Exemple",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=1,
        chunks=lambda: iter([content[:1000], content[1000:]]),
    )


def lines(count: int) -> list[ExportedLine]:
    chained, previous = [], GENESIS
    for number in range(1, count + 1):
        at, kind = NOW + timedelta(minutes=number), "document_seen"
        readable = {"actor": "Bruno Fictif", "organisation": "Relais <exemple>", "title": "Carte d'identité"}
        salt = hashlib.sha256(bytes([number])).digest()[:16]
        commitment = hashlib.sha256(salt + verify_log.canonical(readable)).hexdigest()
        body = json.dumps({"commitment": commitment, "sealed": "0123456789abcdef"}).encode()
        found = line_hash(previous, line_header(VAULT, number, at, kind), body)
        chained.append(ExportedLine(number, at, kind, body, previous, found, readable, salt))
        previous = found
    return chained


def content(**more: Any) -> ExportContent:
    log = lines(9)
    given: dict[str, Any] = {
        "vault_id": VAULT,
        "holder_name": "Awa <b>Exemple</b>",
        "exported_at": NOW,
        "documents": [document("Carte d'identité"), document("../../bail : 2026", b"x" * 3000, "housing")],
        "log": log,
        "checkpoint": sign_checkpoint(SIGNER, VAULT, len(log), log[-1].hash, NOW),
        "appointments": [
            ExportedAppointment("Préfecture", "", "2026-03-29T14:05", "Europe/Paris", "scheduled")
        ],
        "notes": [ExportedNote("Penser au dossier", NOW, "Awa")],
        "consents": [
            ExportedConsent(
                "Relais", ["identity"], ["notes"], ["see"], "rights", NOW, NOW + timedelta(days=30), "live"
            )
        ],
    }
    return ExportContent(**{**given, **more})


def archive(tmp_path: Path, **more: Any) -> Path:
    path = tmp_path / "export.zip"
    written = bytearray()
    write_export(content(**more), written.extend)
    path.write_bytes(written)
    return path


def repack(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The same archive, packed again by somebody who changed its log and every digest outside the chain."""
    with zipfile.ZipFile(path) as before:
        members = {name: before.read(name) for name in before.namelist()}
    log, manifest = json.loads(members["access-log.json"]), json.loads(members["manifest.json"])
    change(log)
    members["access-log.json"] = json.dumps(log).encode()
    for file in manifest["files"]:
        file["sha256"] = hashlib.sha256(members[file["name"]]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as after:
        for name, member in members.items():
            after.writestr(name, member)
        after.comment = verify_log.SEAL_PREFIX + b"0" * 64
    body = packed.getvalue()[: -verify_log.SEAL_BYTES]
    path.write_bytes(body + verify_log.SEAL_PREFIX + hashlib.sha256(body).hexdigest().encode())
    return path


@pytest.mark.feature("V19")
def test_an_export_holds_originals_data_page_log_and_verifier(tmp_path: Path) -> None:
    with zipfile.ZipFile(archive(tmp_path)) as export:
        assert export.testzip() is None
        assert export.read("documents/identity/Carte d'identité.pdf") == PAPER
        assert export.read("documents/housing/bail 2026.pdf") == b"x" * 3000
        data = json.loads(export.read("vault.json"))
        page = export.read("index.html").decode()
        assert export.read("verify_log.py") == Path(verify_log.__file__).read_bytes()
    assert data["documents"][0]["file"] == "documents/identity/Carte d'identité.pdf"
    assert data["consents"][0]["until"] == "2026-04-01T09:30:00.000000Z"
    assert "Awa &lt;b&gt;Exemple&lt;/b&gt;" in page
    assert 'href="documents/identity/Carte%20d%27identit%C3%A9.pdf"' in page
    assert "2 mars 2026 à 10 h 31 — Bruno Fictif (Relais &lt;exemple&gt;) a ouvert un papier" in page
    assert "29 mars 2026 à 14 h 05 : Préfecture" in page


@pytest.mark.feature("W2")
def test_the_verifier_holds_alone(tmp_path: Path) -> None:
    path = archive(tmp_path)
    with zipfile.ZipFile(path) as export:
        (tmp_path / "verify_log.py").write_bytes(export.read("verify_log.py"))
    key = verify_log.fingerprint(Ed25519PrivateKey.from_private_bytes(SIGNER).public_key().public_bytes_raw())
    for arguments, code in (([], 0), (["--key", key], 0), (["--key", "00" * 32], 1)):
        done = subprocess.run(
            [sys.executable, "-I", "verify_log.py", str(path), *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.returncode == code, done.stdout + done.stderr
        held = done.stdout.splitlines()[-1] == "log: 9 entries, chain holds, checkpoint signed"
        assert held == (code == 0)


def test_a_log_without_checkpoint_is_told_so(tmp_path: Path) -> None:
    path = archive(tmp_path, checkpoint=None)
    assert verify_log.verify(path) == (["log: 9 entries, chain holds, no checkpoint"], True)
    assert verify_log.verify(path, "00" * 32)[1] is False
    assert verify_log.verify(archive(tmp_path, checkpoint=None, log=[]))[1]


@pytest.mark.feature("W2")
def test_500_single_altered_bytes_are_all_found(tmp_path: Path) -> None:
    path, chance = archive(tmp_path), random.Random(2026)
    whole, altered = path.read_bytes(), tmp_path / "altered.zip"
    unnamed = 0
    for _ in range(ALTERATIONS):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        altered.write_bytes(changed)
        found, holds = verify_log.verify(altered)
        assert not holds
        unnamed += not any(line.startswith(("file ", "log: ")) and "holds" not in line for line in found)
    assert unnamed < ALTERATIONS / 5  # bytes of the container itself belong to no file


def test_an_altered_byte_of_a_log_entry_names_that_entry(tmp_path: Path) -> None:
    path = archive(tmp_path)
    whole = bytearray(path.read_bytes())
    at = whole.index(b'"number": 7')
    whole[whole.index(b'"body": "', at) + 20] ^= 1
    path.write_bytes(whole)
    found, holds = verify_log.verify(path)
    assert not holds
    assert found[-1].startswith("log: entry 7 altered")
    assert "file access-log.json: altered" in found


def test_an_altered_document_is_named(tmp_path: Path) -> None:
    path = archive(tmp_path)
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"a made-up paper")] ^= 1
    path.write_bytes(whole)
    found, holds = verify_log.verify(path)
    assert not holds
    assert found[-1] == "file documents/identity/Carte d'identité.pdf: altered"


def rechain(log: dict[str, Any]) -> None:
    previous = GENESIS
    for number, entry in enumerate(log["entries"], 1):
        at = datetime.strptime(entry["recorded_at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        entry["number"], entry["previous_hash"] = number, previous.hex()
        header = line_header(VAULT, number, at, entry["kind"])
        previous = line_hash(previous, header, base64.b64decode(entry["body"]))
        entry["hash"] = previous.hex()


def drop_and_rechain(log: dict[str, Any]) -> None:
    log["entries"].pop(3)
    rechain(log)


def rewrite_and_rechain(log: dict[str, Any]) -> None:
    log["entries"][4]["kind"] = "vault_seen"
    rechain(log)


def swap(log: dict[str, Any]) -> None:
    log["entries"][2], log["entries"][3] = log["entries"][3], log["entries"][2]


@pytest.mark.feature("W2")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda log: log["entries"].pop(3), "log: entry 4 altered: number 5 stands in its place"),
        (swap, "log: entry 3 altered: number 4 stands in its place"),
        (lambda log: log["entries"].pop(), "log: entry 9 missing: 9 entries were counted"),
        (drop_and_rechain, "log: entry 9 missing"),
        (rewrite_and_rechain, "log: entry 9 altered: it is not the one signed on"),
        (
            lambda log: log["entries"][4].update(recorded_at="2026-01-01T00:00:00.000000Z"),
            "log: entry 5 altered",
        ),
        (lambda log: log["entries"][4]["readable"].update(actor="Personne"), "log: entry 5 altered"),
        (
            lambda log: log["entries"][4].update(readable={"actor": "Personne"}, salt=""),
            "log: entry 5 altered: its readable words",
        ),
        (
            lambda log: log["entries"][4].update(readable={}, salt="00"),
            "log: entry 5 altered: its readable words",
        ),
        (lambda log: log["entries"][5].pop("hash"), "log: entry 6 altered: hash is missing"),
        (lambda log: log["checkpoint"].update(size=8), "log: the checkpoint is altered"),
        (lambda log: log["entries"].insert(0, dict(log["entries"][0])), "log: entry 2 altered"),
    ],
)
def test_a_forged_log_is_found_even_when_everything_around_it_was_remade(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    found, holds = verify_log.verify(repack(archive(tmp_path), change))
    assert not holds
    assert found[-1].startswith(told)


def test_an_archive_packed_again_as_it_was_is_told_so_and_its_log_holds(tmp_path: Path) -> None:
    path = archive(tmp_path)
    with zipfile.ZipFile(path) as export:
        members = {name: export.read(name) for name in export.namelist()}
    with zipfile.ZipFile(path, "w") as again:
        for name, member in members.items():
            again.writestr(name, member)
    found, holds = verify_log.verify(path)
    assert not holds
    assert found[0].startswith("log: 9 entries, chain holds")
    assert found[1].startswith("archive: its seal is missing")


def test_a_stored_document_that_changed_stops_the_export() -> None:
    changed = document("Bail")
    broken = ExportedDocument(**{**changed.__dict__, "sha256": "0" * 64})
    with pytest.raises(DocumentChangedError):
        write_export(content(documents=[broken]), bytearray().extend)


@settings(max_examples=20)
@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32), st.integers(0, 63))
def test_the_verifier_and_the_library_agree_on_signatures(message: bytes, secret: bytes, at: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
    assert verify_log.signature_holds(public, message, bytes(signature))
    assert not verify_log.signature_holds(public, message + b"!", bytes(signature))
    signature[at] ^= 1
    assert not verify_log.signature_holds(public, message, bytes(signature))


@given(st.text(max_size=120))
def test_a_file_name_never_leaves_its_folder(title: str) -> None:
    name = FileNames().name("identity", title, "application/pdf")
    folder, _, file = name.rpartition("/")
    assert folder == "documents/identity"
    assert file not in (".pdf", "..pdf")
    assert not set(file) & set('<>:"/\\|?*\x00\n\u202e')


@pytest.mark.parametrize(
    ("title", "stem"), [("CON", "_CON"), ("nul.txt", "_nul.txt"), ("  ..", "_"), ("a\u202eb/c", "ab c")]
)
def test_names_that_some_systems_refuse_are_made_safe(title: str, stem: str) -> None:
    assert safe_stem(title) == stem


def test_two_documents_never_share_a_file() -> None:
    names = FileNames()
    given_names = [names.name("Identity/..", title, "image/png") for title in ("Bail", "bail", "BAIL")]
    assert given_names == [f"documents/other/{stem}.png" for stem in ("Bail", "bail (2)", "BAIL (3)")]
