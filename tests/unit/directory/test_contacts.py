"""A contact asked, then accepted, declined, withdrawn or severed; and what each of the two sees meanwhile."""

from __future__ import annotations

import pytest

from shared.contracts import directory as d
from shared.contracts.shapes import Command
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from tests.unit.directory.office import Office


def ask(office: Office, who: str, other: str) -> str:
    link: str = office.call(d.RequestContact(professional_id=office.id(other)), who).id
    return link


def coordinates(office: Office, viewer: str, seen: str) -> tuple[str, str, str]:
    card = office.card(viewer, seen)
    return card.family_name, card.email, card.phone


HIDDEN = ("", "", "")
CHLOE = ("Imaginaire", "imaginaire@exemple.invalid", "+33639980003")
AGNES = ("Démonstration", "démonstration@exemple.invalid", "+33639980001")


@pytest.mark.feature("D12")
@pytest.mark.feature("D11")
def test_coordinates_appear_once_accepted_and_disappear_once_severed(staffed: Office) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    assert coordinates(staffed, "Agnès", "Chloé") == HIDDEN
    assert coordinates(staffed, "Chloé", "Agnès") == HIDDEN
    staffed.call(d.AcceptContact(link_id=link), "Chloé")
    assert coordinates(staffed, "Agnès", "Chloé") == CHLOE
    assert coordinates(staffed, "Chloé", "Agnès") == AGNES
    assert coordinates(staffed, "Bruno", "Chloé") == HIDDEN
    staffed.call(d.SeverContact(link_id=link), "Agnès")
    assert coordinates(staffed, "Agnès", "Chloé") == HIDDEN
    assert coordinates(staffed, "Chloé", "Agnès") == HIDDEN


@pytest.mark.feature("D12")
def test_hiding_does_not_wait_for_a_view(staffed: Office) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    staffed.call(d.AcceptContact(link_id=link), "Chloé")
    sever = d.SeverContact(link_id=link)
    staffed.caller.call(sever, staffed.actor("Chloé"), key="sever")  # and no view follows
    (listed,) = staffed.caller.call(d.ListContacts(), staffed.actor("Agnès")).value.links
    assert (listed.state, listed.other.email) == ("severed", "")
    found = staffed.caller.call(d.FindProfessionals(text="infirm"), staffed.actor("Agnès")).value
    assert [card.email for card in found.professionals] == [""]


@pytest.mark.feature("D12")
def test_contacts_are_listed_on_both_sides_in_their_state(staffed: Office) -> None:
    ask(staffed, "Agnès", "Chloé")
    declined = ask(staffed, "Bruno", "Agnès")
    staffed.call(d.DeclineContact(link_id=declined), "Agnès")
    listed = staffed.call(d.ListContacts(), "Agnès").links
    assert [(one.state, one.asked_by_me, one.other.initials) for one in listed] == [
        ("declined", False, "B. F."),
        ("requested", True, "C. I."),
    ]
    (chloe,) = staffed.call(d.ListContacts(), "Chloé").links
    assert (chloe.state, chloe.asked_by_me, chloe.other.family_name) == ("requested", False, "")
    assert staffed.call(d.ListContacts(), "Driss").links == []


@pytest.mark.feature("D12")
def test_an_unverified_professional_neither_asks_nor_accepts(staffed: Office) -> None:
    with pytest.raises(NotAllowed, match="unverified"):
        ask(staffed, "Driss", "Agnès")
    link = ask(staffed, "Agnès", "Driss")
    with pytest.raises(NotAllowed, match="unverified"):
        staffed.call(d.AcceptContact(link_id=link), "Driss")
    staffed.call(d.DeclineContact(link_id=link), "Driss")
    assert staffed.card("Driss", "Agnès").link_state == "declined"


def test_nobody_asks_themselves_or_a_stranger_to_the_directory(staffed: Office) -> None:
    with pytest.raises(InvalidInput, match="oneself"):
        ask(staffed, "Agnès", "Agnès")
    with pytest.raises(NotFound, match="professional"):
        ask(staffed, "Agnès", "Nobody")


@pytest.mark.feature("D12")
def test_one_live_link_per_pair_whoever_asks(staffed: Office) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    with pytest.raises(Conflict, match="already_requested"):
        ask(staffed, "Agnès", "Chloé")
    with pytest.raises(Conflict, match="asked_by_other"):
        ask(staffed, "Chloé", "Agnès")
    staffed.call(d.AcceptContact(link_id=link), "Chloé")
    with pytest.raises(Conflict, match="already_linked"):
        ask(staffed, "Chloé", "Agnès")


@pytest.mark.parametrize(
    ("ending", "by"), [(d.DeclineContact, "Chloé"), (d.WithdrawContact, "Agnès"), (d.SeverContact, "Agnès")]
)
def test_a_link_that_ended_may_be_asked_again_by_either(
    staffed: Office, ending: type[Command], by: str
) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    if ending is d.SeverContact:
        staffed.call(d.AcceptContact(link_id=link), "Chloé")
    staffed.call(ending(link_id=link), by)
    assert ask(staffed, "Chloé", "Agnès") == link
    card = staffed.card("Agnès", "Chloé")
    assert (card.link_state, card.link_asked_by_me, card.email) == ("requested", False, "")


@pytest.mark.feature("D12")
@pytest.mark.parametrize(
    ("act", "by"), [(d.AcceptContact, "Agnès"), (d.DeclineContact, "Agnès"), (d.WithdrawContact, "Chloé")]
)
def test_each_side_has_its_own_answer(staffed: Office, act: type[Command], by: str) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    with pytest.raises(Refused, match="not_yours"):
        staffed.call(act(link_id=link), by)
    assert coordinates(staffed, by, "Agnès" if by == "Chloé" else "Chloé") == HIDDEN


@pytest.mark.parametrize("act", [d.AcceptContact, d.DeclineContact, d.WithdrawContact, d.SeverContact])
def test_a_third_person_finds_no_link(staffed: Office, act: type[Command]) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    with pytest.raises(NotFound, match="contact_link"):
        staffed.call(act(link_id=link), "Bruno")
    with pytest.raises(NotFound, match="contact_link"):
        staffed.call(act(link_id=staffed.id("Nobody")), "Agnès")


def test_a_request_is_answered_once(staffed: Office) -> None:
    link = ask(staffed, "Agnès", "Chloé")
    with pytest.raises(Refused, match="not_accepted"):
        staffed.call(d.SeverContact(link_id=link), "Agnès")
    staffed.call(d.DeclineContact(link_id=link), "Chloé")
    with pytest.raises(Refused, match="not_requested"):
        staffed.call(d.AcceptContact(link_id=link), "Chloé")
    with pytest.raises(Refused, match="not_requested"):
        staffed.call(d.WithdrawContact(link_id=link), "Agnès")
