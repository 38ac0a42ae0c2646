"""Several photographs in one form become the pages of a draft; each act on a page is an ordinary form."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.pages.drafts import Drawing, changed, turned
from shared.contracts.shapes import Done
from shared.contracts.vault import BeginDeposit, DepositDocument, Documents, ListDocuments
from shared.contracts.vault_expiry import NotePaperExpiry, PaperExpiry
from shared.contracts.vault_pages import (
    AddPage,
    ArrangePages,
    BindPages,
    BoundPages,
    Draft,
    DraftPage,
    Drafts,
    DropDraft,
    ListDrafts,
    PageShape,
)
from shared.problems import Conflict, InvalidInput
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.test_documents import DOCUMENT, kept, staged_files, ticket

OURS = {"Sec-Fetch-Site": "same-origin"}
ANY_SHAPE = st.builds(
    PageShape,
    id=st.just("p"),
    turn=st.sampled_from([0, 90, 180, 270]),
    **{side: st.integers(0, 45) for side in ("top", "right", "bottom", "left")},
)


def page(name: str, *, aside: bool = False, content_type: str = "image/jpeg") -> DraftPage:
    return DraftPage(
        shape=PageShape(id=name), content_type=content_type, size_bytes=9, width=320, height=200, aside=aside
    )


def a_draft(*pages: DraftPage) -> Draft:
    return Draft(
        id=str(DOCUMENT), category="identity", title="Avis (démo)", pages=list(pages), expires_at=NOW
    )


def holder(house: House) -> str:
    """A person signed in by card, in a browser; the address of their papers."""
    opened = house.open_vault(house.sign_up())
    form = {"card": opened["card"], "pin": "4807"}
    house.client.post("/connexion/carte", data=form, headers=OURS, follow_redirects=False)
    return f"/coffre/{opened['vault_id']}"


def send(house: House, path: str, *contents: bytes, **fields: str) -> Any:
    files = [("file", (f"{n}.jpg", content, "image/jpeg")) for n, content in enumerate(contents)]
    return house.client.post(
        f"{path}/papiers",
        data={"category": "identity", **fields},
        files=files,
        headers=OURS,
        follow_redirects=False,
    )


def test_two_photographs_are_two_pages_and_the_page_to_arrange_them_opens(house: House) -> None:
    path = holder(house)
    house.caller.replies |= {BeginDeposit: ticket, AddPage: lambda *_: a_draft(page("1"), page("2"))}
    answer = send(house, path, b"one", b"two")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}/brouillon/{DOCUMENT}")
    assert len(house.caller.all(AddPage)) == 2
    assert house.caller.all(DepositDocument) == []


def test_one_photograph_is_a_paper_unless_it_is_said_to_have_several_pages(house: House) -> None:
    path = holder(house)
    house.caller.replies |= {
        BeginDeposit: ticket,
        DepositDocument: kept,
        AddPage: lambda *_: a_draft(page("1")),
    }
    assert send(house, path, b"one").headers["location"].startswith("/papiers")
    assert "brouillon" in send(house, path, b"one", several="on").headers["location"]


def test_a_page_refused_leaves_nothing_staged(house: House) -> None:
    path = holder(house)

    def refuse(*_: Any) -> Any:
        raise InvalidInput("document_type_refused", field="file")

    house.caller.replies |= {BeginDeposit: ticket, AddPage: refuse}
    assert send(house, path, b"MZ", b"MZ").status_code == 422
    assert staged_files(house) == []


def test_the_draft_is_shown_arranged_finished_and_thrown_away_by_forms(house: House) -> None:
    path = f"{holder(house)}/brouillon/{DOCUMENT}"
    draft = a_draft(page("1"), page("2"), page("3", aside=True))
    house.caller.replies |= {
        ListDrafts: lambda *_: Drafts(drafts=[draft]),
        ArrangePages: lambda *_: draft,
        BindPages: lambda *_: BoundPages(
            document_id=str(DOCUMENT), staged_name="0" * 32, size_bytes=9, sha256="0" * 64
        ),
        DepositDocument: kept,
        DropDraft: lambda *_: Done(),
        ListDocuments: lambda *_: Documents(documents=[]),
    }
    shown = house.client.get(path).text
    assert shown.count('class="sheet"') == 3
    house.client.post(f"{path}/page/2", data={"do": "up"}, headers=OURS, follow_redirects=False)
    request = house.caller.all(ArrangePages)[0].request
    assert isinstance(request, ArrangePages)
    assert [shape.id for shape in request.pages] == ["2", "1"]
    done = house.client.post(f"{path}/fini", data={}, headers=OURS, follow_redirects=False)
    assert done.headers["location"].startswith("/papiers")
    assert len(house.caller.all(DropDraft)) == 1
    thrown = house.client.post(f"{path}/jeter", data={}, headers=OURS, follow_redirects=False)
    assert thrown.headers["location"].startswith("/papiers")


def a_bound(**said: Any) -> BoundPages:
    return BoundPages(
        document_id=str(DOCUMENT), staged_name="0" * 32, size_bytes=9, sha256="0" * 64, expires_on=said["day"]
    )


def end_noted(*_: Any) -> PaperExpiry:
    return PaperExpiry(
        document_id=str(DOCUMENT),
        title="Avis (démo)",
        category="identity",
        expires_on="2031-05-31",
        days_left=900,
        state="later",
        lead_days=[30],
    )


@pytest.mark.feature("V3")
def test_the_day_typed_with_several_photographs_is_noted_of_the_paper_they_become(house: House) -> None:
    path = holder(house)
    house.caller.replies |= {
        BeginDeposit: ticket,
        AddPage: lambda *_: a_draft(page("1")),
        BindPages: lambda *_: a_bound(day="2031-05-31"),
        DepositDocument: kept,
        NotePaperExpiry: end_noted,
        DropDraft: lambda *_: Done(),
    }
    send(house, path, b"one", b"two", expires_on="2031-05-31")
    assert {asked.request.expires_on for asked in house.caller.all(AddPage)} == {"2031-05-31"}  # type: ignore[attr-defined]
    house.client.post(f"{path}/brouillon/{DOCUMENT}/fini", data={}, headers=OURS, follow_redirects=False)
    (noted,) = house.caller.all(NotePaperExpiry)
    assert isinstance(noted.request, NotePaperExpiry)
    assert (noted.request.document_id, noted.request.expires_on) == (str(DOCUMENT), "2031-05-31")
    assert len(house.caller.all(DropDraft)) == 1


@pytest.mark.parametrize("first", [True, False])
def test_pages_that_are_a_paper_already_are_not_deposited_again(house: House, first: bool) -> None:
    path = f"{holder(house)}/brouillon/{DOCUMENT}"
    answers = [a_bound(day="")] if first else []  # the other press ends between our binding and our deposit

    def bind(*_: Any) -> BoundPages:
        paper = kept(
            DepositDocument(vault_id="", document_id="", staged_name="", size_bytes=9, sha256=""), None
        )
        return answers.pop() if answers else BoundPages(document_id=str(DOCUMENT), kept=paper)

    def refuse(*_: Any) -> Any:
        raise Conflict("draft_already_kept", "Ces pages sont déjà rangées.")

    house.caller.replies |= {BindPages: bind, DepositDocument: refuse, DropDraft: lambda *_: Done()}
    done = house.client.post(f"{path}/fini", data={}, headers=OURS, follow_redirects=False)
    assert done.headers["location"].startswith("/papiers")
    assert len(house.caller.all(DepositDocument)) == int(first)
    assert len(house.caller.all(DropDraft)) == 1


def test_a_day_refused_is_told_and_the_pages_are_not_left_behind(house: House) -> None:
    path = f"{holder(house)}/brouillon/{DOCUMENT}"

    def refuse(*_: Any) -> Any:
        raise InvalidInput("expiry_malformed", "Ce jour n'existe pas.", field="expires_on")

    house.caller.replies |= {
        BindPages: lambda *_: a_bound(day="2031-02-31"),
        DepositDocument: kept,
        NotePaperExpiry: refuse,
        DropDraft: lambda *_: Done(),
        ListDrafts: lambda *_: Drafts(drafts=[]),
    }
    done = house.client.post(f"{path}/fini", data={}, headers=OURS, follow_redirects=False)
    assert done.status_code == 422
    assert len(house.caller.all(DropDraft)) == 1


def test_another_s_draft_is_not_found(house: House) -> None:
    path = f"{holder(house)}/brouillon/{DOCUMENT}"
    house.caller.replies[ListDrafts] = lambda *_: Drafts(drafts=[])
    assert house.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("do", "order"), [("up", "213"), ("down", "132"), ("aside", "13"), ("left", "123"), ("strange", "123")]
)
def test_what_is_done_to_a_page_is_done_to_that_page(do: str, order: str) -> None:
    shapes = changed([page("1"), page("2"), page("3"), page("4", aside=True)], "2", do, {})
    assert "".join(shape.id for shape in shapes) == order


def test_a_page_set_aside_comes_back_and_the_last_one_cannot_leave() -> None:
    pages = [page("1"), page("2", aside=True)]
    assert [shape.id for shape in changed(pages, "2", "back", {})] == ["1", "2"]
    with pytest.raises(InvalidInput):
        changed(pages, "1", "aside", {})
    with pytest.raises(InvalidInput):
        changed(pages, "9", "left", {})


@given(ANY_SHAPE)
def test_four_quarter_turns_and_a_turn_and_back_change_nothing(shape: PageShape) -> None:
    once = turned(shape, 90)
    assert turned(turned(turned(once, 90), 90), 90) == shape
    assert turned(once, 270) == shape


def test_a_drawing_shows_what_is_left_of_the_page() -> None:
    shape = PageShape(id="1", turn=90, top=10)
    drawing = Drawing(msgspec.structs.replace(page("1"), shape=shape))
    assert drawing.box == "0.0 32.0 200.0 288.0"
    assert drawing.transform == "translate(200 0) rotate(90)"
