"""Several photographs become one paper: ordered, turned and cut as often as wanted, then bound once."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from shared.contracts import vault as v
from shared.contracts import vault_pages as p
from shared.contracts.vault_folders import MakeFolder
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from tests.unit.vault.documents import samples
from tests.unit.vault.house import AGNES, BRUNO, House


def photo(colour: str, size: tuple[int, int] = (400, 300), kind: str = "JPEG") -> bytes:
    return samples.written(Image.new("RGB", size, colour), kind)


def stage(house: House, ticket: v.DepositTicket, content: bytes) -> dict[str, str]:
    staged = house.blobs.stage(
        [content],
        data_key=base64.b64decode(ticket.data_key),
        associated_data=ticket.associated_data.encode(),
        max_bytes=ticket.max_bytes,
    )
    return {"staged_name": staged.name, "sha256": hashlib.sha256(content).hexdigest()}


def draft_of(house: House, actor: Any, vault_id: str, *contents: bytes, expires_on: str = "") -> p.Draft:
    ticket = house.begin(actor, vault_id, title="Avis (démo)")
    about = {"vault_id": vault_id, "draft_id": ticket.document_id}
    draft = None
    for content in contents:
        if draft is not None:
            ticket = house.ask(actor, p.BeginPage(**about))
        draft = house.ask(actor, p.AddPage(**about, **stage(house, ticket, content), expires_on=expires_on))
    assert draft is not None
    return draft


def deposit_of(vault_id: str, bound: p.BoundPages) -> v.DepositDocument:
    return v.DepositDocument(
        vault_id=vault_id,
        document_id=bound.document_id,
        staged_name=bound.staged_name,
        size_bytes=bound.size_bytes,
        sha256=bound.sha256,
    )


def consent_of(house: House, holder: Any, vault_id: str) -> str:
    return str(house.ask(holder, v.GetVault(vault_id=vault_id)).consents[0].id)


def confirm(house: House, actor: Any, vault_id: str, draft: p.Draft) -> v.Document:
    bound = house.ask(actor, p.BindPages(vault_id=vault_id, draft_id=draft.id))
    kept: v.Document = house.ask(actor, deposit_of(vault_id, bound))
    house.ask(actor, p.DropDraft(vault_id=vault_id, draft_id=draft.id))
    return kept


def staged(house: House) -> list[Path]:
    return [path for path in (house.root / "blobs" / "staging").glob("*") if path.is_file()]


@pytest.mark.feature("V3")
def test_photographs_in_the_order_chosen_become_one_pdf_without_being_coded_again(house: House) -> None:
    vault_id, awa = house.open_vault()
    red, blue = photo("red"), photo("blue", (300, 400))
    draft = draft_of(house, awa, vault_id, red, blue)
    first, second = (page.shape for page in draft.pages)
    house.ask(awa, p.ArrangePages(vault_id=vault_id, draft_id=draft.id, pages=[second, first]))
    paper = confirm(house, awa, vault_id, draft)
    assert (paper.content_type, paper.pages, paper.title) == ("application/pdf", 2, "Avis (démo)")
    content = house.see(awa, vault_id, paper.id)
    at = [content.find(one) for one in (blue, red)]
    assert at == sorted(at)
    assert at[0] > 0
    assert staged(house) == []
    assert house.ask(awa, p.ListDrafts(vault_id=vault_id)).drafts == []


def test_turning_and_cutting_are_undone_until_confirmed_and_what_was_cut_off_is_gone(house: House) -> None:
    vault_id, awa = house.open_vault()
    image = Image.new("RGB", (400, 200), "white")
    image.paste("black", (0, 0, 200, 200))
    draft = draft_of(house, awa, vault_id, samples.written(image, "JPEG"), photo("red"))
    black, red = draft.pages[0].shape.id, draft.pages[1].shape

    def arrange(*pages: p.PageShape) -> p.Draft:
        done: p.Draft = house.ask(
            awa, p.ArrangePages(vault_id=vault_id, draft_id=draft.id, pages=list(pages))
        )
        return done

    arrange(p.PageShape(id=black, turn=180, left=45, right=45), red)
    assert [page.aside for page in arrange(red).pages] == [False, True]
    arrange(p.PageShape(id=black, turn=90, top=45), p.PageShape(id=red.id, turn=90))
    paper = confirm(house, awa, vault_id, draft)
    with pikepdf.open(io.BytesIO(house.see(awa, vault_id, paper.id))) as pdf:
        assert len(pdf.pages) == 2
        (drawn,) = pdf.pages[0].get_images().values()
        shown = pikepdf.PdfImage(drawn).as_pil_image()
        assert shown.size == (200, 220)
        assert pdf.pages[1].get("/Rotate") == 90


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_other_kinds_of_pictures_and_a_pdf_are_pages_too(house: House, kind: str) -> None:
    vault_id, awa = house.open_vault()
    draft = draft_of(house, awa, vault_id, photo("green", kind=kind), samples.pdf(pages=2))
    assert confirm(house, awa, vault_id, draft).pages == 3


@pytest.mark.feature("V3")
def test_a_page_that_is_no_picture_is_refused_and_the_others_stay(house: House) -> None:
    vault_id, awa = house.open_vault()
    draft = draft_of(house, awa, vault_id, photo("red"))
    about = {"vault_id": vault_id, "draft_id": draft.id}
    ticket = house.ask(awa, p.BeginPage(**about))
    with pytest.raises(InvalidInput) as refusal:
        house.ask(awa, p.AddPage(**about, **stage(house, ticket, b"MZ a program")))
    assert refusal.value.code == "document_type_refused"
    assert len(house.ask(awa, p.ListDrafts(vault_id=vault_id)).drafts[0].pages) == 1


def test_a_draft_is_its_makers_alone_and_ends_with_the_consent(house: House) -> None:
    vault_id, awa = house.open_vault()
    draft = draft_of(house, AGNES, vault_id, photo("red"))
    for other in (awa, BRUNO):
        assert house.ask(other, p.ListDrafts(vault_id=vault_id)).drafts == []
        with pytest.raises(NotFound):
            house.ask(other, p.BindPages(vault_id=vault_id, draft_id=draft.id))
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent_of(house, awa, vault_id)))
    with pytest.raises(NotAllowed):
        house.ask(AGNES, p.BindPages(vault_id=vault_id, draft_id=draft.id))
    assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_unknown_pages_too_many_pages_and_a_changed_original_are_refused(house: House) -> None:
    vault_id, awa = house.open_vault()
    draft = draft_of(house, awa, vault_id, photo("red"))
    about = {"vault_id": vault_id, "draft_id": draft.id}
    with pytest.raises(InvalidInput):
        house.ask(awa, p.ArrangePages(**about, pages=[p.PageShape(id="another")]))
    twice = [draft.pages[0].shape] * 2
    with pytest.raises(InvalidInput):
        house.ask(awa, p.ArrangePages(**about, pages=twice))
    for _ in range(p.PAGES_MAX - 1):
        ticket = house.ask(awa, p.BeginPage(**about))
        house.ask(awa, p.AddPage(**about, **stage(house, ticket, photo("red", (8, 8)))))
    one_more = p.AddPage(**about, **stage(house, house.ask(awa, p.BeginPage(**about)), photo("red", (8, 8))))
    with pytest.raises(Refused):
        house.ask(awa, one_more)


def test_what_is_not_finished_goes_by_itself_or_with_the_vault(house: House) -> None:
    from datetime import timedelta

    vault_id, awa = house.open_vault()
    draft_of(house, awa, vault_id, photo("red"))
    house.clock.move(timedelta(hours=13))
    house.uses.do.collect_leftovers()
    assert staged(house) == []
    draft_of(house, awa, vault_id, photo("red"))
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert staged(house) == []


def test_confirming_twice_keeps_one_paper(house: House) -> None:
    vault_id, awa = house.open_vault()
    draft = draft_of(house, awa, vault_id, photo("red"), photo("blue"))
    about = p.BindPages(vault_id=vault_id, draft_id=draft.id)
    first, second = house.ask(awa, about), house.ask(awa, about)  # two presses, under keys of their own
    paper = house.ask(awa, deposit_of(vault_id, first))
    with pytest.raises(Conflict) as refusal:
        house.ask(awa, deposit_of(vault_id, second))
    assert refusal.value.code == "draft_already_kept"
    assert [d.id for d in house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents] == [paper.id]
    house.ask(awa, p.DropDraft(vault_id=vault_id, draft_id=draft.id))
    assert staged(house) == []


@pytest.mark.feature("V3")
def test_pages_kept_before_the_draft_could_be_dropped_are_told_as_the_paper_they_are(house: House) -> None:
    vault_id, awa = house.open_vault()
    draft = draft_of(house, AGNES, vault_id, photo("red"), expires_on="2031-05-31")
    about = {"vault_id": vault_id, "draft_id": draft.id}
    bound = house.ask(AGNES, p.BindPages(**about))
    paper = house.ask(AGNES, deposit_of(vault_id, bound))  # and here whoever asked died
    again = house.ask(AGNES, p.BindPages(**about))
    assert (again.kept, again.staged_name, again.expires_on) == (paper, "", "2031-05-31")
    assert house.ask(AGNES, p.ListDrafts(vault_id=vault_id)).drafts == []
    for late in (p.BeginPage(**about), p.ArrangePages(**about, pages=[draft.pages[0].shape])):
        with pytest.raises(NotFound):
            house.ask(AGNES, late)
    house.ask(AGNES, p.DropDraft(**about))
    assert staged(house) == []
    assert house.ask(AGNES, p.BindPages(**about)).kept == paper
    with pytest.raises(NotFound):
        house.ask(awa, p.BindPages(**about))
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent_of(house, awa, vault_id)))
    with pytest.raises(NotAllowed):
        house.ask(AGNES, p.BindPages(**about))


@pytest.mark.feature("V3")
def test_pages_begun_for_a_folder_become_a_paper_in_it(house: House) -> None:
    vault_id, awa = house.open_vault()
    folder = house.ask(awa, MakeFolder(vault_id=vault_id, category="identity", label="Cartes")).id
    asked = v.BeginDeposit(vault_id=vault_id, category="identity", title="Avis (démo)", folder=folder)
    ticket = house.ask(awa, asked)
    about = {"vault_id": vault_id, "draft_id": ticket.document_id}
    draft = house.ask(awa, p.AddPage(**about, **stage(house, ticket, photo("red"))))
    assert confirm(house, awa, vault_id, draft).folder == folder
