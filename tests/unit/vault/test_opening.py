"""A vault is opened in presence, by a verified professional, with the first consent on the same screen."""

from __future__ import annotations

from uuid import uuid4

import pytest

from shared.contracts import vault as v
from shared.contracts.vault_terms import Grantee
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder, professional, terms


@pytest.mark.feature("V1")
def test_a_vault_is_opened_without_any_e_mail_and_its_first_consent_is_live(house: House) -> None:
    vault_id, awa = house.open_vault(phone="06 39 98 00 10", language="ar")
    own = house.ask(awa, v.GetVault(vault_id=vault_id))
    assert (own.given_name, own.family_name, own.phone, own.language) == (
        "Awa",
        "Exemple",
        "+33639980010",
        "ar",
    )
    (consent,) = own.consents
    assert (consent.state, consent.remaining_days, consent.terms.grantee.id) == ("live", 90, "org-1")
    assert [line.kind for line in house.log_of(vault_id)] == ["vault_opened", "consent_granted"]


@pytest.mark.feature("V1")
def test_an_unverified_professional_opens_no_vault(house: House) -> None:
    stranger = professional("Dora", "org-1", verified=False)
    with pytest.raises(NotAllowed) as refusal:
        house.ask(stranger, v.OpenVault(vault_id=str(uuid4()), given_name="Awa"))
    assert refusal.value.code == "unverified"
    with pytest.raises(NotAllowed):
        house.ask(holder("x"), v.OpenVault(vault_id=str(uuid4()), given_name="Awa"))


def test_a_given_name_is_all_it_takes(house: House) -> None:
    vault_id, awa = house.open_vault(family_name="", consent=None)
    assert house.ask(awa, v.GetVault(vault_id=vault_id)).consents == []
    with pytest.raises(InvalidInput) as refusal:
        house.open_vault(given_name="  ")
    assert refusal.value.field == "given_name"


def test_the_first_consent_names_a_service_that_the_opener_acts_for(house: House) -> None:
    for grantee in (Grantee(kind="organisation", id="org-2"), Grantee(kind="professional", id=BRUNO.id)):
        with pytest.raises(NotAllowed) as refusal:
            house.open_vault(consent=terms(grantee=grantee))
        assert (refusal.value.code, refusal.value.field) == ("grantee_not_yours", "consent.grantee")
    house.open_vault(consent=terms(grantee=Grantee(kind="professional", id=AGNES.id)))


def test_a_first_consent_without_end_is_refused_and_no_vault_is_there(house: House) -> None:
    vault_id = str(uuid4())
    request = v.OpenVault(vault_id=vault_id, given_name="Awa", consent=terms(until=None))
    with pytest.raises(InvalidInput) as refusal:
        house.ask(AGNES, request)
    assert (refusal.value.code, refusal.value.field) == ("consent_end_missing", "consent.until")
    with pytest.raises(NotFound):
        house.ask(holder(vault_id), v.GetVault(vault_id=vault_id))


def test_the_same_request_twice_opens_one_vault_and_another_for_the_same_id_is_a_conflict(
    house: House,
) -> None:
    request = v.OpenVault(vault_id=str(uuid4()), given_name="Awa", consent=terms())
    assert house.ask(AGNES, request, key="once") == house.ask(AGNES, request, key="once")
    assert [type_ for type_, _ in house.facts()] == ["vault.vault_opened", "vault.consent_granted"]
    with pytest.raises(Conflict):
        house.ask(BRUNO, request)


def test_a_landline_is_refused_naming_the_field(house: House) -> None:
    with pytest.raises(InvalidInput) as refusal:
        house.open_vault(phone="01 42 34 56 78")
    assert (refusal.value.code, refusal.value.field) == ("phone_not_mobile", "phone")


@pytest.mark.feature("P2")
def test_a_national_identity_number_is_refused_in_names_titles_and_places(house: House) -> None:
    nir = "1 85 05 78 006 084 91"  # the example of INSEE's documentation, nobody's
    vault_id, awa = house.open_vault()
    with pytest.raises(Refused) as refusal:
        house.open_vault(family_name=f"Exemple {nir}")
    assert (refusal.value.code, refusal.value.field) == ("nir", "family_name")
    with pytest.raises(Refused) as refusal:
        house.begin(awa, vault_id, title=f"Attestation {nir}")
    assert refusal.value.field == "title"


@pytest.mark.feature("P2")
def test_a_title_that_holds_other_digits_is_kept(house: House) -> None:
    vault_id, awa = house.open_vault()
    kept = house.deposit(awa, vault_id, title="Facture 2030-04 n° 18505")
    assert kept.title == "Facture 2030-04 n° 18505"


def test_the_holder_alone_sets_how_they_are_reached(house: House) -> None:
    vault_id, awa = house.open_vault()
    request = v.SetReach(vault_id=vault_id, phone="0692 12 34 56", language="en", place_name_in_sms=True)
    house.ask(awa, request)
    own = house.ask(awa, v.GetVault(vault_id=vault_id))
    assert (own.phone, own.language, own.place_name_in_sms) == ("+262692123456", "en", True)
    for other in (AGNES, holder(str(uuid4()))):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(other, request)
        assert refusal.value.code == "holder_only"


def test_the_people_one_follows_are_those_whose_live_consent_reaches_one(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.deposit(awa, vault_id)
    for member in (AGNES, BRUNO):
        (person,) = house.ask(member, v.ListFollowUps()).people
        assert (person.vault_id, person.given_name, person.documents) == (vault_id, "Awa", 1)
    assert house.ask(CHLOE, v.ListFollowUps()).people == []
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    assert house.ask(AGNES, v.ListFollowUps()).people == []
