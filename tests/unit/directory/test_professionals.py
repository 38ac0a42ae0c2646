"""Signing up, being verified, and what others see of a professional."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.contracts import directory as d
from shared.contracts.directory_names import GetNames
from shared.ids import new_id
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.directory.office import OPERATOR, Office

SIGN_UP = {"given_name": "Jeanne", "family_name": "Essai", "email": "jeanne@exemple.invalid"}


@pytest.mark.feature("D1")
def test_a_professional_signs_up_and_reads_their_own_card_at_once(office: Office) -> None:
    request = d.RegisterProfessional(**SIGN_UP, phone="06 39 98 00 09", profession="  aide   à domicile ")
    assert office.call(request, "Agnès").id == office.id("Agnès")
    card = office.card("Agnès", "Agnès")
    assert (card.given_name, card.family_name, card.initials) == ("Jeanne", "Essai", "J. E.")
    assert (card.email, card.phone) == ("jeanne@exemple.invalid", "+33639980009")
    assert (card.profession, card.verified) == ("aide à domicile", False)


@pytest.mark.feature("D1")
def test_the_same_sign_up_sent_twice_is_answered_once_and_another_is_refused(office: Office) -> None:
    request = d.RegisterProfessional(**SIGN_UP)
    first = office.call(request, "Agnès", key="once")
    assert office.call(request, "Agnès", key="once") == first
    assert len(office.facts()) == 1
    with pytest.raises(Conflict, match="already_registered"):
        office.call(request, "Agnès", key="twice")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("given_name", "   ", "empty"),
        ("family_name", "Es\u202esai", "characters"),
        ("email", "jeanne@exemple", "email"),
        ("email", "jeanne@exemple.fr, autre@exemple.fr", "email"),
        ("phone", "06 39", "phone"),
    ],
)
def test_a_malformed_value_is_refused_and_its_field_named(
    office: Office, field: str, value: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        office.call(d.RegisterProfessional(**{**SIGN_UP, field: value}), "Agnès")
    assert (refused.value.code, refused.value.field) == (code, field)
    assert office.facts() == []


@pytest.mark.parametrize("field", ["given_name", "family_name", "profession"])
def test_a_national_identity_number_is_refused_in_every_name(office: Office, field: str) -> None:
    with pytest.raises(Refused) as refused:
        office.call(d.RegisterProfessional(**{**SIGN_UP, field: "Essai 1 85 05 78 006 084 91"}), "Agnès")
    assert (refused.value.code, refused.value.field) == ("nir", field)


@pytest.mark.parametrize("kind", ["holder", "operator", "anonymous"])
def test_only_a_professional_registers_a_profile(office: Office, kind: str) -> None:
    actor = Actor(id=office.id("Agnès"), kind=kind)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="professionals_only"):
        office.call(d.RegisterProfessional(**SIGN_UP), actor)


def test_an_operator_verifies_and_a_stranger_does_not(office: Office) -> None:
    for name in ("Agnès", "Bruno"):
        office.register(name)
    verify = d.VerifyProfessional(professional_id=office.id("Agnès"))
    with pytest.raises(NotAllowed, match="unverified"):
        office.call(verify, "Bruno")
    office.call(verify)
    assert office.card("Agnès", "Agnès").verified
    with pytest.raises(NotAllowed, match="not_colleague"):
        office.call(d.VerifyProfessional(professional_id=office.id("Bruno")), "Agnès")


def test_nobody_verifies_themselves(staffed: Office) -> None:
    with pytest.raises(NotAllowed, match="unverified"):
        staffed.call(d.VerifyProfessional(professional_id=staffed.id("Driss")), "Driss")


def test_verifying_an_unknown_professional_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="professional"):
        office.call(d.VerifyProfessional(professional_id=office.id("Agnès")))
    with pytest.raises(InvalidInput, match="malformed_id"):
        office.call(d.VerifyProfessional(professional_id="Agnès"))


@pytest.mark.feature("D11")
def test_a_professional_is_shown_by_initials_to_a_stranger(staffed: Office) -> None:
    card = staffed.card("Chloé", "Bruno")
    assert (card.initials, card.profession, card.verified) == ("B. F.", "éducateur spécialisé", True)
    assert card.organisations == ["Service des Tilleuls"]
    assert (card.given_name, card.family_name, card.email, card.phone) == ("", "", "", "")


@pytest.mark.feature("D11")
def test_colleagues_see_each_other_s_names_but_not_coordinates(staffed: Office) -> None:
    card = staffed.card("Agnès", "Bruno")
    assert (card.given_name, card.family_name) == ("Bruno", "Fictif")
    assert (card.email, card.phone) == ("", "")


def test_who_has_no_profile_sees_no_card(office: Office) -> None:
    office.register("Agnès")
    with pytest.raises(NotAllowed, match="not_registered"):
        office.card("Bruno", "Agnès")
    holder = Actor(id=office.id("Bruno"), kind="holder")
    with pytest.raises(NotAllowed, match="professionals_only"):
        office.call(d.GetProfessional(professional_id=office.id("Agnès")), holder)


def test_an_erased_professional_is_found_no_more(staffed: Office) -> None:
    staffed.keys.destroy(UUID(staffed.id("Chloé")))
    with pytest.raises(NotFound, match="professional"):
        staffed.card("Agnès", "Chloé")
    assert staffed.call(d.FindProfessionals(text="C. I."), "Agnès").professionals == []


@pytest.mark.feature("D11")
@pytest.mark.parametrize("text", ["B. F.", "bf", "educateur", "tilleuls educ", "Tilleuls"])
def test_professionals_are_found_by_initials_profession_or_organisation(staffed: Office, text: str) -> None:
    found = staffed.call(d.FindProfessionals(text=text), "Driss").professionals
    assert staffed.id("Bruno") in [card.id for card in found]
    assert all(not card.given_name and not card.email for card in found)


@pytest.mark.parametrize("text", ["Fictif", "bruno", "% ", "éducateur port"])
def test_professionals_are_never_found_by_a_stranger_s_name(staffed: Office, text: str) -> None:
    assert staffed.call(d.FindProfessionals(text=text), "Driss").professionals == []


def test_a_linked_professional_is_found_by_name(staffed: Office) -> None:
    link = staffed.call(d.RequestContact(professional_id=staffed.id("Chloé")), "Agnès").id
    assert staffed.call(d.FindProfessionals(text="imagin"), "Agnès").professionals == []
    staffed.call(d.AcceptContact(link_id=link), "Chloé")
    (card,) = staffed.call(d.FindProfessionals(text="imagin"), "Agnès").professionals
    assert (card.id, card.email, card.link_state) == (
        staffed.id("Chloé"),
        "imaginaire@exemple.invalid",
        "accepted",
    )


def test_a_search_returns_no_more_than_asked_and_never_oneself(staffed: Office) -> None:
    found = staffed.call(d.FindProfessionals(limit=2), "Agnès").professionals
    assert len(found) == 2
    assert staffed.id("Agnès") not in [card.id for card in found]


@pytest.mark.feature("V12")
def test_a_person_followed_reads_the_names_of_who_may_open_her_vault_and_nobody_else_does(
    office: Office,
) -> None:
    agnes = office.register("Agnès")
    asked = GetNames(professional_ids=[agnes, str(new_id()), "no id"])
    (named,) = office.call(asked, Actor(id=str(new_id()), kind="holder")).professionals
    assert (named.id, named.name, named.profession) == (agnes, "Agnès Démonstration", "assistante sociale")
    for actor in ("Agnès", OPERATOR):
        with pytest.raises(NotAllowed):
            office.call(asked, actor)
