"""Papers sent in several goes, as the vault decides them: who may, how many, one paper, nothing left."""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.vault.adapters.uploads import SqlUploads
from services.vault.application.upload import UPLOADS_MAX
from shared.contracts import vault as v
from shared.contracts import vault_uploads as u
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, PDF, House, terms

AT_ONCE = 3
SHA256 = hashlib.sha256(PDF).hexdigest()


def begin(house: House, actor: Actor, vault_id: str, **changes: Any) -> u.UploadTicket:
    fields: dict[str, Any] = {
        "category": "identity",
        "title": "Carte",
        "size_bytes": len(PDF),
        "sha256": SHA256,
    }
    ticket: u.UploadTicket = house.ask(actor, u.BeginUpload(vault_id=vault_id, **fields | changes))
    return ticket


def end(house: House, actor: Actor, vault_id: str, upload: u.UploadTicket) -> u.EndedUpload:
    ended: u.EndedUpload = house.ask(actor, u.EndUpload(vault_id=vault_id, upload_id=upload.id))
    return ended


def send(house: House, upload: u.UploadTicket, content: bytes = PDF) -> None:
    """What the gateway does with the bytes."""
    key, name, pieces = base64.b64decode(upload.data_key), uuid4().hex, house.blobs.pieces
    writer = pieces.writer(name, 0, data_key=key, place=upload.associated_data.encode())
    writer.write(content)
    writer.finish()
    assert pieces.keep(name, UUID(upload.id), 0)
    now = house.clock.now().timestamp()
    os.utime(house.root / "blobs" / "uploads" / UUID(upload.id).hex, (now, now))


def kept(house: House, actor: Actor, vault_id: str, ended: u.EndedUpload) -> v.Document:
    assert ended.ticket is not None
    document: v.Document = house.ask(actor, house.stage(ended.ticket, vault_id))
    return document


def pieces_left(house: House) -> int:
    folder = house.root / "blobs" / "uploads"
    return len(list(folder.rglob("*"))) if folder.exists() else 0


@pytest.mark.feature("V3")
def test_an_upload_becomes_one_paper_however_often_it_is_ended(house: House) -> None:
    vault_id, awa = house.open_vault()
    upload = begin(house, AGNES, vault_id)
    assert house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents == []
    first, second = (end(house, AGNES, vault_id, upload) for _ in range(2))
    paper = kept(house, AGNES, vault_id, first)
    with pytest.raises(Conflict) as refusal:
        kept(house, AGNES, vault_id, second)
    assert refusal.value.code == "draft_already_kept"
    house.open()
    again = end(house, AGNES, vault_id, upload)
    assert (again.ticket, again.upload.kept and again.upload.kept.id) == (None, paper.id)
    listed = house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents
    assert [(d.id, d.title, d.category) for d in listed] == [(paper.id, "Carte", "identity")]


@pytest.mark.feature("V3")
def test_only_who_may_add_begins_and_only_its_sender_goes_on(house: House) -> None:
    vault_id, awa = house.open_vault()
    upload = begin(house, AGNES, vault_id)
    for actor, category, code in ((BRUNO, "health", "scope"), (CHLOE, "identity", "no_consent")):
        with pytest.raises(NotAllowed) as refusal:
            begin(house, actor, vault_id, category=category)
        assert refusal.value.code == code
    for request in (u.FindUpload, u.EndUpload, u.DropUpload):
        with pytest.raises(NotFound):
            house.ask(BRUNO, request(vault_id=vault_id, upload_id=upload.id))
        with pytest.raises(NotAllowed):
            house.ask(CHLOE, request(vault_id=vault_id, upload_id=upload.id))
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    with pytest.raises(NotAllowed) as stopped:
        end(house, AGNES, vault_id, upload)
    assert stopped.value.code == "consent_revoked"
    assert [line.kind for line in house.log_of(vault_id)].count("access_refused") == 6


def test_the_same_file_begun_again_goes_on_and_another_is_another(house: House) -> None:
    vault_id, _ = house.open_vault()
    first = begin(house, AGNES, vault_id)
    assert begin(house, AGNES, vault_id).id == first.id
    assert begin(house, BRUNO, vault_id).id != first.id
    assert begin(house, AGNES, vault_id, title="Autre").id != first.id
    kept(house, AGNES, vault_id, end(house, AGNES, vault_id, first))
    assert begin(house, AGNES, vault_id).id != first.id


def test_a_vault_has_so_many_uploads_under_way_each_of_a_size_and_for_a_time(house: House) -> None:
    vault_id, awa = house.open_vault()
    with pytest.raises(InvalidInput) as heavy:
        begin(house, AGNES, vault_id, size_bytes=20 * 1024 * 1024 + 1)
    assert heavy.value.code == "document_too_large"
    uploads = [begin(house, AGNES, vault_id, title=f"n {n}") for n in range(UPLOADS_MAX)]
    with pytest.raises(Refused) as many:
        begin(house, AGNES, vault_id, title="de trop")
    assert many.value.code == "too_many_uploads"
    begin(house, awa, vault_id, title="nobody fills the person's own vault before her")
    house.ask(AGNES, u.DropUpload(vault_id=vault_id, upload_id=uploads[0].id))
    begin(house, AGNES, vault_id, title="à sa place")
    house.clock.move(timedelta(hours=12))
    house.directory.joins(AGNES.id, "org-1")
    house.hear()
    with pytest.raises(NotFound):
        house.ask(AGNES, u.FindUpload(vault_id=vault_id, upload_id=uploads[1].id))
    begin(house, AGNES, vault_id, title="le lendemain")


def test_what_is_given_up_or_forgotten_leaves_nothing(house: House) -> None:
    vault_id, _ = house.open_vault()
    given_up, forgotten = begin(house, AGNES, vault_id), begin(house, AGNES, vault_id, title="Oubliée")
    send(house, given_up)
    house.ask(AGNES, u.DropUpload(vault_id=vault_id, upload_id=given_up.id))
    assert pieces_left(house) == 0
    send(house, forgotten)
    assert house.uses.do.collect_leftovers() == 0
    assert pieces_left(house) == 2
    house.clock.move(timedelta(hours=12, seconds=1))
    assert house.uses.do.collect_leftovers() == 1
    assert pieces_left(house) == 0
    assert house.uses.do.collect_leftovers() == 0


def test_an_erased_vault_keeps_no_piece_and_takes_none(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms())
    upload = begin(house, AGNES, vault_id, title="Canari secret")
    send(house, upload)
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert pieces_left(house) == 0
    for request in (u.FindUpload, u.EndUpload):
        with pytest.raises(NotAllowed):
            house.ask(AGNES, request(vault_id=vault_id, upload_id=upload.id))
    with pytest.raises(NotAllowed):
        begin(house, AGNES, vault_id)


def begun_together(house: House, actor: Actor, vault_id: str) -> list[str]:
    """The ids told to those who began one file at the same instant: each has looked before any is kept."""
    begun: list[str] = []
    together = threading.Barrier(AT_ONCE)
    look = SqlUploads.of_vault

    def look_together(uploads: SqlUploads, vault: UUID, limit: int) -> Any:
        seen = look(uploads, vault, limit)
        together.wait(timeout=20)
        return seen

    def one() -> None:
        begun.append(begin(house, actor, vault_id).id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlUploads, "of_vault", look_together)
        threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return begun


@pytest.mark.feature("V3")
def test_one_file_begun_twice_at_the_same_instant_is_one_upload(house: House) -> None:
    vault_id, awa = house.open_vault()
    begun = begun_together(house, awa, vault_id)
    assert (len(begun), len(set(begun))) == (AT_ONCE, 1)
    other = begin(house, awa, vault_id, title="Autre")
    assert other.id not in begun
