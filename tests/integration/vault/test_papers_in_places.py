"""Papers moved and uploads ended by several at once, on either store: one place, one paper, all told."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.story import papers
from shared.contracts import vault as v
from shared.contracts import vault_folders as f
from shared.contracts import vault_uploads as u
from shared.contracts.shapes import Request
from shared.problems import Conflict, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, House

AT_ONCE = 4


def all_at_once(house: House, asked: list[tuple[Actor, Request]]) -> list[Any]:
    """What each was answered, or refused; sent again while the vault was busy."""

    def one(actor: Actor, request: Request) -> Any:
        key = str(uuid4())
        for _ in range(10):
            try:
                return house.caller.call(request, actor, key=key).value
            except Conflict as problem:
                if problem.code != "busy":
                    return problem
            except (NotFound, Refused) as problem:
                return problem
        raise AssertionError("busy for ever")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [done.result() for done in [pool.submit(one, *each) for each in asked]]


@pytest.mark.feature("V3")
def test_a_paper_moved_by_several_at_once_is_in_one_place_and_each_move_is_told(house: House) -> None:
    vault_id, awa = house.open_vault()
    folders = [
        house.ask(awa, f.MakeFolder(vault_id=vault_id, category="identity", label=f"n {n}")).id
        for n in range(3)
    ]
    card = house.deposit(awa, vault_id, papers.a_pdf()).id

    def to(category: Any, folder: str = "") -> f.MovePaper:
        return f.MovePaper(vault_id=vault_id, document_id=card, category=category, folder=folder)

    gone = f.RemoveFolder(vault_id=vault_id, folder_id=folders[2], papers_to="")
    asked: list[tuple[Actor, Request]] = [
        *((BRUNO, to("identity", folder)) for folder in folders[:2]),
        (awa, to("identity", folders[2])),
        (awa, gone),
    ]
    all_at_once(house, asked)
    listed: v.Documents = house.ask(awa, v.ListDocuments(vault_id=vault_id))
    (paper,) = listed.documents
    assert paper.category == "identity"
    assert paper.folder in {"", *folders[:2]}
    assert [one.id for one in listed.folders] == folders[:2]
    assert sum(one.papers for one in listed.folders) == (1 if paper.folder else 0)
    told = [line.kind for line in house.log_of(vault_id)]
    assert 2 <= told.count("paper_moved") <= 3
    assert told.count("folder_removed") == 1


def test_an_upload_ended_by_several_at_once_is_one_paper(house: House) -> None:
    vault_id, awa = house.open_vault()
    content = papers.a_pdf()
    begin = u.BeginUpload(
        vault_id=vault_id,
        category="identity",
        title="Carte",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    upload: u.UploadTicket = house.ask(AGNES, begin)
    pieces, name = house.blobs.pieces, uuid4().hex
    key, place = base64.b64decode(upload.data_key), upload.associated_data.encode()
    writer = pieces.writer(name, 0, data_key=key, place=place)
    writer.write(content)
    writer.finish()
    assert pieces.keep(name, UUID(upload.id), 0)
    end = u.EndUpload(vault_id=vault_id, upload_id=upload.id)
    tickets = [ended.ticket for ended in all_at_once(house, [(AGNES, end)] * AT_ONCE)]
    clear = b"".join(pieces.clear(UUID(upload.id), data_key=key, place=place))
    deposits = [(AGNES, house.stage(ticket, vault_id, clear)) for ticket in tickets]
    answers = all_at_once(house, deposits)  # type: ignore[arg-type]
    kept = [answer for answer in answers if isinstance(answer, v.Document)]
    assert [getattr(answer, "code", "kept") for answer in answers].count("draft_already_kept") == 3
    (paper,) = house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents
    assert [one.id for one in kept] == [paper.id]
    assert house.see(awa, vault_id, paper.id) == content
    documents = [path for path in (house.root / "blobs" / "documents").rglob("*") if path.is_file()]
    assert len(documents) == 2  # the paper and its preview
