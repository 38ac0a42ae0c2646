"""A consent to one professional is tied to the organisation they act for, and ends when they leave it."""

from __future__ import annotations

import pytest

from shared.contracts import vault as v
from shared.contracts.vault_terms import Grantee
from shared.problems import InvalidInput, NotAllowed
from shared.rpc.call import Actor
from tests.unit.vault.house import CHLOE, House, terms

TO_CHLOE = terms(grantee=Grantee(kind="professional", id=CHLOE.id, name="Chloé Fictive"))


def grant(house: House, awa: Actor, **changes: str) -> None:
    house.ask(awa, v.GrantConsent(vault_id=awa.id, terms=TO_CHLOE, **changes))


def acting_for(house: House, awa: Actor) -> tuple[str, str]:
    consent = house.ask(awa, v.GetVault(vault_id=awa.id)).consents[-1]
    return consent.acting_for, consent.acting_for_name


@pytest.mark.feature("V5")
def test_given_of_the_persons_own_accord_it_ends_when_they_leave_their_service(house: House) -> None:
    vault_id, awa = house.open_vault()
    grant(house, awa)
    assert acting_for(house, awa) == ("org-2", "")
    house.ask(CHLOE, v.ListDocuments(vault_id=vault_id))
    house.directory.leaves(CHLOE.id, "org-2")
    house.hear()
    with pytest.raises(NotAllowed, match="grantee_left"):
        house.ask(CHLOE, v.ListDocuments(vault_id=vault_id))


@pytest.mark.feature("V5")
def test_where_they_have_several_it_is_said_which_and_only_one_of_theirs(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.directory.joins(CHLOE.id, "org-9")
    house.hear()
    for changes, code in (({}, "acting_for_missing"), ({"acting_for": "org-1"}, "acting_for_unknown")):
        with pytest.raises(InvalidInput) as refusal:
            grant(house, awa, **changes)
        assert (refusal.value.code, refusal.value.field) == (code, "acting_for")
    grant(house, awa, acting_for="org-9", acting_for_name="Service org-9")
    assert acting_for(house, awa) == ("org-9", "Service org-9")
    house.directory.leaves(CHLOE.id, "org-2")
    house.hear()
    house.ask(CHLOE, v.ListDocuments(vault_id=vault_id))


def test_who_acts_for_nobody_has_nothing_to_leave(house: House) -> None:
    _vault_id, awa = house.open_vault()
    house.directory.leaves(CHLOE.id, "org-2")
    house.hear()
    grant(house, awa)
    assert acting_for(house, awa) == ("", "")
