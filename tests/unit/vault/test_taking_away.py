"""Everything taken away by the person alone, and the log verified by whoever holds the archive."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from deploy.verify_log import verify
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_contacts as c
from shared.contracts import vault_notes as n
from shared.contracts import vault_project as p
from shared.problems import NotAllowed, Refused
from tests.unit.vault.house import AGNES, BRUNO, PDF, House


def exported(house: House) -> tuple[str, Path]:
    vault_id, awa = house.open_vault(phone="06 39 98 00 10")
    document_id = house.deposit(AGNES, vault_id, title="Carte (démo)").id
    house.see(BRUNO, vault_id, document_id)
    house.ask(
        awa,
        a.ScheduleAppointment(vault_id=vault_id, title="Rendez-vous (démo)", starts_local="2030-07-15T10:00"),
    )
    house.ask(awa, n.AddNote(vault_id=vault_id, text="Ma note (démo)", private=True))
    house.ask(awa, c.AddContact(vault_id=vault_id, details=c.ContactDetails(name="Sœur (démo)")))
    goals = [p.ProjectGoal(words="But (démo)", steps=[p.ProjectStep(words="Étape (démo)", who="Awa")])]
    project = house.ask(awa, p.WriteProject(vault_id=vault_id, goals=goals))
    house.ask(awa, p.SignProject(vault_id=vault_id, digest=project.current.digest))
    house.ask(awa, p.DisagreeWithProject(vault_id=vault_id, words="Pas si vite (démo)"))
    path = house.root / "export.zip"
    path.write_bytes(house.stream(house.ask(awa, v.ExportVault(vault_id=vault_id))))
    return vault_id, path


@pytest.mark.feature("V19")
def test_the_holder_takes_originals_data_and_log_away_and_the_log_verifies(house: House) -> None:
    vault_id, path = exported(house)
    lines, holds = verify(path)
    assert holds, lines
    count = len(house.log_of(vault_id))
    assert lines[-1] == f"log: {count} entries, chain holds, checkpoint signed"
    with zipfile.ZipFile(path) as archive:
        assert PDF in [archive.read(name) for name in archive.namelist() if name.startswith("documents/")]
        log = json.loads(archive.read("access-log.json"))
        assert "Rendez-vous (démo)" in archive.read("vault.json").decode()
        for told in (archive.read("vault.json").decode(), archive.read("index.html").decode()):
            assert "Ma note (démo)" in told
            assert "Sœur (démo)" in told
            assert all(word in told for word in ("But (démo)", "Étape (démo)", "Pas si vite (démo)"))
        assert "FN:Sœur (démo)" in archive.read("contacts.vcf").decode()
    seen = [entry for entry in log["entries"] if entry["kind"] == "document_seen"]
    assert seen[0]["readable"]["actor"] == BRUNO.display
    assert seen[0]["salt"]


@pytest.mark.feature("V19")
def test_a_professional_takes_nothing_away(house: House) -> None:
    vault_id, _ = house.open_vault()
    with pytest.raises(NotAllowed):
        house.ask(AGNES, v.ExportVault(vault_id=vault_id))


def test_a_byte_altered_or_a_word_changed_names_its_entry(house: House) -> None:
    _, path = exported(house)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}

    def altered(change: str) -> list[str]:
        log = json.loads(members["access-log.json"])
        entry = log["entries"][2]
        if change == "body":
            body = bytearray(base64.b64decode(entry["body"]))
            body[len(body) // 2] ^= 1
            entry["body"] = base64.b64encode(bytes(body)).decode()
        else:
            entry["readable"]["actor"] = "Quelqu'un d'autre"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, json.dumps(log) if name == "access-log.json" else content)
        other = house.root / "altered.zip"
        other.write_bytes(out.getvalue())
        lines, holds = verify(other)
        assert not holds
        return lines

    assert "entry 3" in altered("body")[-1]
    assert "entry 3" in altered("words")[-1]


def test_the_archive_is_encrypted_and_gone_after_an_hour(house: House) -> None:
    vault_id, awa = house.open_vault()
    ticket = house.ask(awa, v.ExportVault(vault_id=vault_id))
    assert (
        b"PK"
        not in next((house.root / "blobs" / "documents").rglob("*" + UUID(ticket.blob).hex)).read_bytes()[:4]
    )
    house.clock.move(timedelta(minutes=59))
    assert house.uses.do.collect_leftovers() == 0
    house.clock.move(timedelta(minutes=1))
    assert house.uses.do.collect_leftovers() == 1
    assert [p for p in (house.root / "blobs").rglob("*") if p.is_file()] == []


def test_a_person_keeps_few_archives_at_once_and_may_ask_again_an_hour_later(house: House) -> None:
    vault_id, awa = house.open_vault()
    for _ in range(5):
        house.ask(awa, v.ExportVault(vault_id=vault_id))
    with pytest.raises(Refused) as refusal:
        house.ask(awa, v.ExportVault(vault_id=vault_id))
    assert refusal.value.code == "too_many_exports"
    house.clock.move(timedelta(hours=1))
    house.uses.do.collect_leftovers()
    assert house.stream(house.ask(awa, v.ExportVault(vault_id=vault_id)))
