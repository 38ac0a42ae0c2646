"""What a mandate was confirmed on stays; and only the service named confirms in its own name."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from services.vault.domain.representation import Representation
from shared.contracts import vault_mandates as m
from shared.contracts.vault_consents import WithdrawDocument
from shared.contracts.vault_terms import Grantee
from shared.problems import Refused
from tests.unit.vault.house import NOW, House, professional
from tests.unit.vault.protection_story import FIRST, ORG, SECOND, TERMS
from tests.unit.vault.test_mandates import MARC, NORA, confirm, mandate, refused, represented, staffed

RENE = professional("René", "org-5")  # manages another service that Marc also works for
SERVICE = Grantee(kind="organisation", id="org-3", name="Service org-3")


def decision(house: House, vault_id: str) -> str:
    (one,) = house.ask(MARC, m.ListMandates(vault_id=vault_id)).mandates
    return str(one.document_id)


@pytest.mark.feature("V13")
def test_the_decision_of_a_confirmed_mandate_is_not_taken_back(house: House) -> None:
    vault_id, mandate_id = represented(house)
    kept = decision(house, vault_id)
    confirm(house, vault_id, mandate_id)
    take_back = WithdrawDocument(vault_id=vault_id, document_id=kept)
    assert refused(house, MARC, take_back) == "decision_confirmed"
    assert decision(house, vault_id) == kept


def test_before_that_it_is_and_the_mandate_waits_for_another(house: House) -> None:
    vault_id, mandate_id = represented(house)
    house.ask(MARC, WithdrawDocument(vault_id=vault_id, document_id=decision(house, vault_id)))
    assert decision(house, vault_id) == ""
    assert (
        refused(house, NORA, m.ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id)) == "decision_missing"
    )
    other = house.deposit(MARC, vault_id, category="justice", title="Jugement")
    house.ask(MARC, m.AttachDecision(vault_id=vault_id, mandate_id=mandate_id, document_id=other.id))
    confirm(house, vault_id, mandate_id)


@pytest.mark.parametrize("first", ["confirm", "take_back"])
def test_of_a_confirmation_and_a_taking_back_at_once_one_wins(first: str) -> None:
    """Both change the one aggregate: whoever comes second conflicts, looks again, and is refused."""
    made = Representation.begin(UUID(int=1), NOW)
    made.record("m", TERMS, FIRST, "Jeanne Essai", ORG, NOW, document_id="d")
    if first == "confirm":
        made.confirm("m", SECOND, "Paul Essai", NOW)
        with pytest.raises(Refused, match="decision_confirmed"):
            made.take_back("d", NOW)
    else:
        made.take_back("d", NOW)
        with pytest.raises(Refused, match="decision_missing"):
            made.confirm("m", SECOND, "Paul Essai", NOW)


def of_two_services(house: House) -> None:
    """Marc works for org-5, which he acts for now, and for org-3, which holds the measure."""
    staffed(house)
    house.directory.joins(RENE.id, "org-5", role="manager")
    house.directory.joins(MARC.id, "org-5")
    house.directory.joins(MARC.id, "org-3", "team-3")
    house.directory.joins(NORA.id, "org-3", "team-3")
    house.hear()


@pytest.mark.feature("V13")
@pytest.mark.parametrize("to", [SERVICE, Grantee(kind="team", id="team-3", name="Équipe (exemple)")])
def test_another_services_manager_confirms_nothing_in_the_name_of_this_one(house: House, to: Grantee) -> None:
    of_two_services(house)
    marc = professional("Marc", "org-5")
    vault_id = str(uuid4())
    opening = m.OpenRepresentedVault(vault_id=vault_id, given_name="Awa", mandate=mandate(representative=to))
    house.ask(marc, opening)
    (one,) = house.ask(marc, m.ListMandates(vault_id=vault_id)).mandates
    paper = house.deposit(marc, vault_id, category="justice", title="Jugement")
    house.ask(marc, m.AttachDecision(vault_id=vault_id, mandate_id=one.id, document_id=paper.id))
    assert refused(house, RENE, m.ConfirmMandate(vault_id=vault_id, mandate_id=one.id)) == "no_consent"
    confirm(house, vault_id, one.id)


def test_a_service_named_is_confirmed_by_itself_even_in_what_was_stored_before() -> None:
    with pytest.raises(Refused, match="other_organisation"):
        Representation.begin(UUID(int=1), NOW).record("m", TERMS, FIRST, "Jeanne", "another", NOW)
