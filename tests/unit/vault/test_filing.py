"""Moving papers, whatever hypothesis thinks of: no professional ever changes who reads what has settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.application.folder_shown import folders_shown
from services.vault.domain.consent import Consent, Reader, Wanted, decide
from services.vault.domain.document import Document
from services.vault.domain.filing import may_change_category
from services.vault.domain.folders import FOLDERS_MAX, Folders, Place
from shared.problems import Refused
from tests.unit.vault.consent_trees import ACTIONS, CATEGORIES, NOW, readers, trees

LATER = st.sampled_from((timedelta(0), timedelta(hours=23, minutes=59), timedelta(hours=24)))


def paper(category: str, depositor: str, seen: bool, at: datetime) -> Document:
    fields: dict[str, Any] = dict.fromkeys(Document.__dataclass_fields__, "")
    fields |= {"id": "doc-1", "category": category, "depositor_id": depositor, "deposited_at": at}
    return Document(**fields | {"seen_by_person": seen, "draft_id": ""})


@given(
    depositor=st.sampled_from(("pro-1", "pro-2", "holder")),
    seen=st.booleans(),
    after=LATER,
    holder=st.booleans(),
)
def test_besides_the_person_only_the_depositor_of_the_day_changes_the_category(
    depositor: str, seen: bool, after: timedelta, holder: bool
) -> None:
    document = paper("identity", depositor, seen, NOW - after)
    may = may_change_category(document, "pro-1", NOW, holder=holder)
    assert may == (holder or (depositor == "pro-1" and not seen and after < timedelta(hours=24)))


@given(
    tree=trees(),
    reader=readers,
    at=st.sampled_from(CATEGORIES),
    to=st.sampled_from(CATEGORIES),
    depositor=st.sampled_from(("pro-1", "pro-2")),
)
def test_a_moved_paper_is_read_by_exactly_who_would_read_it_had_it_been_deposited_there(
    tree: list[Consent], reader: Reader, at: str, to: str, depositor: str
) -> None:
    moved = replace(paper(at, depositor, False, NOW), category=to)
    for action in ACTIONS:
        asked = moved.wanted(action)  # type: ignore[arg-type]
        fresh = paper(to, depositor, False, NOW).wanted(action)  # type: ignore[arg-type]
        assert decide(tree, reader, asked, NOW) == decide(tree, reader, fresh, NOW)


@given(tree=trees(), reader=readers, folder=st.sampled_from(CATEGORIES), shared=st.booleans())
def test_a_folder_is_told_to_who_may_see_its_whole_category_and_changes_no_right(
    tree: list[Consent], reader: Reader, folder: str, shared: bool
) -> None:
    folders = Folders.begin(uuid4(), NOW)
    folders.make("f-1", folder, "Un nom", NOW)
    document = paper(folder, "pro-2", False, NOW)
    before = [decide(tree, reader, document.wanted(action), NOW) for action in ACTIONS]  # type: ignore[arg-type]
    folders.file(document, Place(folder, "f-1"), NOW)
    after = [decide(tree, reader, document.wanted(action), NOW) for action in ACTIONS]  # type: ignore[arg-type]
    assert before == after

    def may(wanted: Wanted) -> bool:
        return decide(tree, reader, wanted, NOW).allowed

    told = folders_shown(folders, [document] if shared else [], may)
    assert [one.category for one in told] == ([folder] if may(Wanted("see", category=folder)) else [])


moves = st.lists(
    st.tuples(
        st.sampled_from(("d-1", "d-2")), st.sampled_from(CATEGORIES), st.sampled_from(("", "f-1", "f-2"))
    ),
    max_size=12,
)


@given(moves=moves, removed=st.sampled_from(("f-1", "f-2")))
def test_whatever_the_moves_a_paper_is_in_one_place_of_its_own_category(
    moves: list[tuple[str, str, str]], removed: str
) -> None:
    folders = Folders.begin(uuid4(), NOW)
    of = {"f-1": CATEGORIES[0], "f-2": CATEGORIES[1]}
    for folder_id, category in of.items():
        folders.make(folder_id, category, folder_id, NOW)
    papers = {name: replace(paper(CATEGORIES[0], "x", False, NOW), id=name) for name in ("d-1", "d-2")}
    for name, category, folder in moves:
        if folder and of[folder] != category:
            continue
        was = folders.place_of(papers[name])
        folders.file(papers[name], Place(category, folder), NOW)
        papers[name] = replace(papers[name], category=category)
        assert folders.place_of(papers[name]) == Place(category, folder)
        if was != Place(category, folder):
            assert folders.was_in(papers[name]) == was
    folders.remove(removed, papers.values(), Place(of[removed]), NOW)
    for document in papers.values():
        place = folders.place_of(document)
        assert place.category == document.category
        assert place.folder != removed
        assert not place.folder or of[place.folder] == document.category


def test_a_vault_has_so_many_folders_and_no_more() -> None:
    folders = Folders.begin(uuid4(), NOW)
    for number in range(FOLDERS_MAX):
        folders.make(f"f-{number}", "identity", f"n {number}", NOW)
    with pytest.raises(Refused) as full:
        folders.make("f", "identity", "de trop", NOW)
    assert full.value.code == "too_many_folders"
