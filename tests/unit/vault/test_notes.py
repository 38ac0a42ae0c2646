"""Notes: written under a consent, changed with what they said before, removed by the person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.vault.domain.author import Author
from services.vault.domain.notebook import NOTES_MAX, VERSIONS_MAX, Notebook
from shared.contracts import vault as v
from shared.contracts import vault_notes as n
from shared.contracts.vault_terms import Scope
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, NOW, House, terms

WITH_NOTES = terms(scope=Scope(categories=["identity"], parts=["notes"]))


def write(house: House, actor: Actor, vault_id: str, text: str = "Appeler la CAF", **more: Any) -> n.Note:
    made: n.Note = house.ask(actor, n.AddNote(vault_id=vault_id, text=text, **more))
    return made


def texts(house: House, actor: Actor, vault_id: str) -> list[str]:
    return [note.text for note in house.ask(actor, n.ListNotes(vault_id=vault_id)).notes]


@pytest.mark.feature("V3")
def test_a_note_is_written_changed_with_its_history_and_removed_by_the_person(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_NOTES)
    note = write(house, AGNES, vault_id)
    house.clock.move(timedelta(minutes=5))
    house.ask(awa, n.ChangeNote(vault_id=vault_id, note_id=note.id, text="Appelée"))
    assert texts(house, AGNES, vault_id) == ["Appelée"]
    read = house.ask(AGNES, n.ReadNote(vault_id=vault_id, note_id=note.id))
    assert (read.versions, read.written_by) == (2, "Agnès Fictive")
    assert [(one.text, one.written_by) for one in read.earlier] == [("Appeler la CAF", "Agnès Fictive")]
    house.ask(awa, n.RemoveNote(vault_id=vault_id, note_id=note.id))
    assert texts(house, awa, vault_id) == []
    kinds = [line.kind for line in house.log_of(vault_id)]
    for kind in ("note_added", "note_rewritten", "notes_listed", "note_seen", "note_removed"):
        assert kind in kinds


@pytest.mark.feature("V3")
def test_a_professional_removes_no_note_and_changes_none_of_others(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_NOTES)
    hers, theirs = write(house, awa, vault_id), write(house, AGNES, vault_id)
    for note in (hers, theirs):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(AGNES, n.RemoveNote(vault_id=vault_id, note_id=note.id))
        assert refusal.value.code == "holder_only"
    for note in (hers, theirs):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(BRUNO, n.ChangeNote(vault_id=vault_id, note_id=note.id, text="x"))
        assert refusal.value.code == "note_not_yours"
    assert len(texts(house, awa, vault_id)) == 2


def test_a_private_note_does_not_exist_for_anyone_else(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_NOTES)
    secret = write(house, awa, vault_id, "à moi", private=True)
    assert (texts(house, awa, vault_id), texts(house, AGNES, vault_id)) == (["à moi"], [])
    for request in (
        n.ReadNote(vault_id=vault_id, note_id=secret.id),
        n.ChangeNote(vault_id=vault_id, note_id=secret.id, text="x"),
    ):
        with pytest.raises(NotFound):
            house.ask(AGNES, request)
    with pytest.raises(Refused) as refusal:
        write(house, AGNES, vault_id, private=True)
    assert refusal.value.code == "note_not_private"


def test_without_the_part_notes_one_writes_none_and_sees_only_ones_own(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(scope=Scope(parts=["notes"])))
    write(house, awa, vault_id, "de la personne")
    write(house, AGNES, vault_id, "d'Agnès")
    grown = house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms()))
    for consent in house.ask(awa, v.GetVault(vault_id=vault_id)).consents:
        if consent.id != grown.id:
            house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    assert texts(house, AGNES, vault_id) == ["d'Agnès"]
    assert texts(house, BRUNO, vault_id) == []
    with pytest.raises(NotAllowed) as refusal:
        write(house, BRUNO, vault_id)
    assert refusal.value.code == "scope"
    assert house.log_of(vault_id)[-1].kind == "access_refused"
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=grown.id))
    for actor in (AGNES, CHLOE):
        with pytest.raises(NotAllowed):
            texts(house, actor, vault_id)


@pytest.mark.feature("P2")
def test_a_national_number_is_refused_in_a_note_with_an_explanation(house: House) -> None:
    vault_id, awa = house.open_vault()
    kept = write(house, awa, vault_id)
    for request in (
        n.AddNote(vault_id=vault_id, text="sécu 1 85 05 78 006 084 91"),
        n.ChangeNote(vault_id=vault_id, note_id=kept.id, text="sécu 1850578006084"),
    ):
        with pytest.raises(Refused) as refusal:
            house.ask(awa, request)
        assert (refusal.value.code, refusal.value.field) == ("nir", "text")
        assert "1850578" not in str(refusal.value) + refusal.value.detail
    assert texts(house, awa, vault_id) == ["Appeler la CAF"]


def test_a_note_sent_twice_is_written_once_and_another_under_its_key_is_refused(house: House) -> None:
    vault_id, awa = house.open_vault()
    first, again = (house.ask(awa, n.AddNote(vault_id=vault_id, text="x"), key="k") for _ in range(2))
    assert first == again
    with pytest.raises(Conflict):
        house.ask(awa, n.AddNote(vault_id=vault_id, text="y"), key="k")
    assert texts(house, awa, vault_id) == ["x"]


def test_the_length_of_a_note_is_finite_and_never_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    for text in ("", "  \n ", "x" * (n.NOTE_MAX_CHARS + 1)):
        with pytest.raises(InvalidInput):
            write(house, awa, vault_id, text)


def test_so_are_how_many_notes_there_are_and_how_many_texts_of_one_are_shown() -> None:
    notebook, awa = Notebook.begin(uuid4(), NOW), Author("awa", is_holder=True)
    for number in range(NOTES_MAX):
        notebook.add(f"{number}", "x", awa, NOW)
    with pytest.raises(Refused) as refusal:
        notebook.add("one more", "x", awa, NOW)
    assert refusal.value.code == "notes_full"
    for number in range(VERSIONS_MAX + 3):
        notebook.rewrite("0", f"{number}", awa, NOW)
    note = notebook.note("0")
    assert (len(note.versions), note.count) == (VERSIONS_MAX, VERSIONS_MAX + 4)
    notebook.remove("1", NOW)
    notebook.add("one more", "x", awa, NOW)


def test_a_list_is_one_line_a_day_and_a_read_one_each_time(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_NOTES)
    note = write(house, awa, vault_id)
    for _ in range(3):
        texts(house, AGNES, vault_id)
        house.ask(AGNES, n.ReadNote(vault_id=vault_id, note_id=note.id), key="the same")
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert (kinds.count("notes_listed"), kinds.count("note_seen")) == (1, 3)
