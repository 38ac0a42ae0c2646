"""Notes and the person's contacts, as pages show them and forms send them, without any script."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import vault_contacts as c
from shared.contracts import vault_notes as n
from shared.problems import NotAllowed, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker, done

NOTE = n.Note(
    id="n1",
    text="Appeler <b>la mairie</b>",
    private=False,
    written_by="Agnès",
    written_at=NOW,
    changed_at=NOW,
    versions=2,
    may_change=True,
    earlier=[n.NoteVersion(text="Appeler", written_by="Agnès", written_at=NOW)],
)
CONTACT = c.Contact(
    id="c1",
    details=c.ContactDetails(name="Sœur (démo)", phones=["+33639980021"], emergency=True),
    added_by="",
    changed_at=NOW,
    may_change=True,
)


def furnish(house: House) -> None:
    house.caller.replies |= {
        n.ListNotes: lambda *_: n.Notes(notes=[NOTE]),
        n.ReadNote: lambda *_: NOTE,
        n.AddNote: lambda *_: NOTE,
        n.ChangeNote: lambda *_: NOTE,
        n.RemoveNote: done,
        c.ListContacts: lambda *_: c.Contacts(contacts=[CONTACT]),
        c.AddContact: lambda *_: CONTACT,
        c.ChangeContact: lambda *_: CONTACT,
        c.RemoveContact: done,
        c.ImportContacts: lambda *_: c.ContactsImported(
            added=1, known=0, refused=[c.RefusedCard(card=2, code="nir", field="note")]
        ),
        c.ExportContacts: lambda *_: c.WrittenContacts(text="BEGIN:VCARD\r\nEND:VCARD\r\n"),
    }


@pytest.mark.feature("V3")
def test_the_person_writes_changes_looks_back_and_removes_a_note(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house)
    path = f"/coffre/{vault_id}/notes"
    assert "Appeler <b>la mairie</b>" in walker.get(path)
    walker.post(path, text="Ligne un\r\nligne deux", private="yes", key=walker.key())
    assert "La note est écrite" in walker.page
    asked = house.caller.all(n.AddNote)[0].request
    assert asked == n.AddNote(vault_id=vault_id, text="Ligne un\nligne deux", private=True)
    assert "Ce qu'elle disait avant" in walker.get(f"{path}/n1")
    assert "La note est changée" in walker.post(f"{path}/n1", text="Autre", key=walker.key())
    assert "La note est retirée" in walker.post(f"{path}/n1/retirer")
    assert house.caller.all(n.RemoveNote)[0].request == n.RemoveNote(vault_id=vault_id, note_id="n1")


@pytest.mark.feature("V3")
def test_a_professional_writes_under_a_consent_and_finds_no_way_to_remove(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    furnish(house)
    walker.get("/coffre/v1/notes/n1")
    assert "retirer" not in walker.page
    assert 'name="private"' not in walker.page
    walker.post("/coffre/v1/notes/n1/retirer")
    assert walker.status == 403
    walker.get("/coffre/v1/contacts/c1")
    assert "retirer" not in walker.page

    def refused(*_: Any) -> Any:
        raise NotAllowed("scope", "L'autorisation ne comprend pas cela.")

    house.caller.replies[n.AddNote] = refused
    assert "L'autorisation ne comprend pas cela." in walker.post("/coffre/v1/notes", text="Essai")
    assert walker.status == 403


@pytest.mark.feature("P2")
def test_a_national_number_comes_back_beside_its_box_and_is_not_lost(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house)

    def nir(*_: Any) -> Any:
        raise Refused("nir", "Maillon ne garde jamais de numéro de sécurité sociale.", field="text")

    house.caller.replies[n.AddNote] = nir
    page = walker.post(f"/coffre/{vault_id}/notes", text="x" * 1500)
    assert walker.status == 422
    assert 'id="text-wrong"' in page
    assert "x" * 1500 in page


@pytest.mark.feature("V3")
def test_contacts_are_added_changed_and_removed(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house)
    path = f"/coffre/{vault_id}/contacts"
    page = walker.get(path)
    assert "tel:+33639980021" in page
    assert "À prévenir en urgence" in page
    fields = {"name": "Ami", "phones": ["0639980022", ""], "emergency": "yes", "key": walker.key()}
    assert "Le contact est ajouté" in walker.post(path, **fields)
    expected = c.ContactDetails(name="Ami", phones=["0639980022"], emergency=True)
    assert house.caller.all(c.AddContact)[0].request == c.AddContact(vault_id=vault_id, details=expected)
    walker.get(f"{path}/c1")
    assert "Le contact est changé" in walker.post(f"{path}/c1", name="Sœur", key=walker.key())
    assert "Le contact est retiré" in walker.post(f"{path}/c1/retirer")
    walker.post(path, name="")
    assert walker.status == 422


def test_a_telephones_file_comes_in_and_what_is_refused_is_told_by_number(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house)
    sent = {"file": ("contacts.vcf", "BEGIN:VCARD\r\nFN:é\r\nEND:VCARD\r\n", "text/vcard")}
    answer = house.client.post(
        f"/coffre/{vault_id}/contacts/fichier", files=sent, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 200
    assert "n° 2" in answer.text
    asked = house.caller.all(c.ImportContacts)[0].request
    assert isinstance(asked, c.ImportContacts)
    assert "FN:é" in asked.vcards
    taken = house.client.post(
        f"/coffre/{vault_id}/contacts/emporter", headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert taken.headers["content-type"].startswith("text/vcard")
    assert "attachment" in taken.headers["content-disposition"]
    assert taken.text.startswith("BEGIN:VCARD")


def test_the_api_writes_notes_and_contacts(house: House) -> None:
    headers = house.sign_up()
    furnish(house)
    path = "/api/v1/vaults/v1"
    assert house.client.post(f"{path}/notes", json={"text": "x"}, headers=headers).status_code == 201
    assert house.client.get(f"{path}/notes/n1", headers=headers).json()["versions"] == 2
    assert house.client.put(f"{path}/notes/n1", json={"text": "y"}, headers=headers).status_code == 200
    assert house.client.post(f"{path}/notes", json={"text": ""}, headers=headers).status_code == 422
    assert house.client.post(f"{path}/contacts", json={"name": "x"}, headers=headers).status_code == 201
    assert house.client.get(f"{path}/contacts", headers=headers).json()["contacts"][0]["id"] == "c1"
    body = {"vcards": "BEGIN:VCARD\nEND:VCARD"}
    assert house.client.post(f"{path}/contact-files", json=body, headers=headers).json()["added"] == 1
    assert house.client.get(f"{path}/contacts.vcf?version=3.0", headers=headers).text.startswith("BEGIN")
    assert house.client.get(f"{path}/contacts.vcf?version=2.1", headers=headers).status_code == 422
