"""The person's contacts: kept under a consent, theirs alone to remove; whom to warn; vCards in and out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.vault.domain.author import Author
from services.vault.domain.contact_book import CONTACTS_MAX, EMERGENCY_MAX, ContactBook, Details
from shared.contracts import vault_contacts as c
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, NOW, House, terms

WITH_CONTACTS = terms(scope=Scope(parts=["contacts"]))
SISTER = {"name": "Sœur (démo)", "relation": "sœur", "phones": ["06 39 98 00 21"], "emergency": True}


def add(house: House, actor: Actor, vault_id: str, **changes: Any) -> c.Contact:
    details = c.ContactDetails(**{**SISTER, **changes})
    made: c.Contact = house.ask(actor, c.AddContact(vault_id=vault_id, details=details))
    return made


def names(house: House, actor: Actor, vault_id: str) -> list[str]:
    listed = house.ask(actor, c.ListContacts(vault_id=vault_id)).contacts
    return [contact.details.name for contact in listed]


@pytest.mark.feature("V3")
def test_a_contact_is_added_corrected_and_removed_by_the_person(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_CONTACTS)
    made = add(house, AGNES, vault_id)
    assert (made.details.phones, made.added_by) == (["+33639980021"], "Agnès Fictive")
    better = c.ContactDetails(name="Sœur (démo)", email="soeur@exemple.invalid")
    house.ask(awa, c.ChangeContact(vault_id=vault_id, contact_id=made.id, details=better))
    (read,) = house.ask(AGNES, c.ListContacts(vault_id=vault_id)).contacts
    assert read.details == better
    with pytest.raises(NotAllowed) as refusal:
        house.ask(AGNES, c.RemoveContact(vault_id=vault_id, contact_id=made.id))
    assert refusal.value.code == "holder_only"
    house.ask(awa, c.RemoveContact(vault_id=vault_id, contact_id=made.id))
    assert names(house, awa, vault_id) == []
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert {"contact_added", "contact_corrected", "contacts_listed", "contact_removed"} <= set(kinds)


@pytest.mark.feature("V3")
def test_without_the_part_contacts_one_adds_none_and_sees_none(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = add(house, awa, vault_id)
    assert names(house, BRUNO, vault_id) == []
    for request in (
        c.AddContact(vault_id=vault_id, details=c.ContactDetails(name="x")),
        c.ChangeContact(vault_id=vault_id, contact_id=made.id, details=c.ContactDetails(name="x")),
        c.ImportContacts(vault_id=vault_id, vcards="BEGIN:VCARD\nFN:x\nEND:VCARD"),
        c.ExportContacts(vault_id=vault_id),
    ):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(BRUNO, request)
        assert refusal.value.code == "scope"
        assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_who_added_a_contact_changes_it_and_nobody_elses(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_CONTACTS)
    hers, theirs = add(house, awa, vault_id), add(house, AGNES, vault_id, name="Ami (démo)")
    change = c.ContactDetails(name="Ami proche (démo)")
    house.ask(AGNES, c.ChangeContact(vault_id=vault_id, contact_id=theirs.id, details=change))
    with pytest.raises(NotAllowed) as refusal:
        house.ask(AGNES, c.ChangeContact(vault_id=vault_id, contact_id=hers.id, details=change))
    assert refusal.value.code == "contact_not_yours"
    with pytest.raises(NotFound):
        house.ask(awa, c.RemoveContact(vault_id=vault_id, contact_id="nobody"))


@pytest.mark.feature("P2")
@pytest.mark.parametrize("field", ["name", "relation", "address", "note", "email", "phones"])
def test_a_national_number_is_refused_in_every_field_of_a_contact(house: House, field: str) -> None:
    vault_id, awa = house.open_vault()
    number = "1850578006084"
    with pytest.raises(Refused) as refusal:
        add(house, awa, vault_id, **{field: [number] if field == "phones" else number})
    assert (refusal.value.code, refusal.value.field) == ("nir", field)
    assert names(house, awa, vault_id) == []


def test_what_is_no_number_or_address_is_refused_naming_the_field(house: House) -> None:
    vault_id, awa = house.open_vault()
    for changes, field in (
        ({"phones": ["12"]}, "phones"),
        ({"email": "soeur"}, "email"),
        ({"name": " "}, "name"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            add(house, awa, vault_id, **changes)
        assert refusal.value.field == field
    assert (
        add(house, awa, vault_id, phones=["+1 514 555 0123", "01 99 00 12 34"]).details.phones[0]
        == "+15145550123"
    )


def test_there_are_five_to_warn_at_most(house: House) -> None:
    vault_id, awa = house.open_vault()
    for number in range(EMERGENCY_MAX):
        add(house, awa, vault_id, name=f"n{number}")
    with pytest.raises(Refused) as refusal:
        add(house, awa, vault_id, name="one more")
    assert refusal.value.code == "emergency_contacts_full"


def test_there_are_two_hundred_contacts_at_most() -> None:
    book, awa = ContactBook.begin(uuid4(), NOW), Author("awa", is_holder=True)
    for number in range(CONTACTS_MAX):
        book.add(f"{number}", Details(f"n{number}"), awa, NOW)
    with pytest.raises(Refused) as refusal:
        book.add("one more", Details("x"), awa, NOW)
    assert refusal.value.code == "contacts_full"


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_contacts_leave_as_a_vcard_and_come_back_the_same_elsewhere(house: House, version: Any) -> None:
    vault_id, awa = house.open_vault()
    add(
        house,
        awa,
        vault_id,
        note="Appeler ; le soir,\nsinon\\non",
        address="1, rue des Tilleuls",
        email="a@b.invalid",
    )
    add(house, awa, vault_id, name="Жанна (démo) " + "é" * 70, emergency=False)
    told = house.ask(awa, c.ExportContacts(vault_id=vault_id, version=version))
    assert all(len(line.encode()) <= 75 for line in told.text.split("\r\n"))
    other, nour = house.open_vault()
    answer = house.ask(nour, c.ImportContacts(vault_id=other, vcards=told.text))
    assert (answer.added, answer.known, answer.refused) == (2, 0, [])
    said = [house.ask(a, c.ListContacts(vault_id=i)).contacts for a, i in ((awa, vault_id), (nour, other))]
    assert [one.details for one in said[0]] == [one.details for one in said[1]]
    assert house.ask(nour, c.ImportContacts(vault_id=other, vcards=told.text)).known == 2
    assert "contacts_taken" in [line.kind for line in house.log_of(vault_id)]
