"""A professional erases what the directory knows of them, whatever dies or is restored meanwhile."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.directory.application.retire_professional import FinishRetirements
from services.directory.domain.professional import Professional
from shared.contracts import directory as d
from shared.contracts.directory_leaving import RetireProfessional
from shared.contracts.shapes import Done
from shared.eventstore.erased_list import ErasureOrder
from shared.eventstore.log import Change
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Call
from tests.unit.directory.office import OPERATOR, Office


def kinds(office: Office) -> list[str]:
    return [fact.type for fact in office.facts()]


@pytest.mark.feature("W4")
def test_who_leaves_is_out_of_every_service_and_link_and_read_by_nobody(staffed: Office) -> None:
    organisation = staffed.organisation("Chloé", "Bruno", name="Autre service")
    link = staffed.call(d.RequestContact(professional_id=staffed.id("Chloé")), "Agnès").id
    staffed.call(d.VerifyProfessional(professional_id=staffed.id("Bruno")))
    asked = staffed.call(d.RequestContact(professional_id=staffed.id("Bruno")), "Chloé").id
    staffed.call(d.AcceptContact(link_id=asked), "Bruno")
    staffed.call(RetireProfessional(), "Bruno")
    with pytest.raises(NotFound):
        staffed.card("Chloé", "Bruno")
    found = staffed.call(d.FindProfessionals(text="BF"), "Chloé").professionals
    assert staffed.id("Bruno") not in [one.id for one in found]
    members = staffed.call(d.GetOrganisation(organisation_id=organisation), "Chloé").members
    assert staffed.id("Bruno") not in [one.professional_id for one in members]
    others = [one.id for one in staffed.call(d.ListContacts(), "Chloé").links]
    assert asked not in others
    assert link in others
    told = kinds(staffed)
    assert told.count("directory.professional_retired") == 1
    assert told.count("directory.contact_severed") == 1
    assert told.count("directory.member_left") == 2
    assert not staffed.keys.aead(UUID(staffed.id("Bruno")))


@pytest.mark.feature("W4")
def test_the_last_manager_names_another_first_and_nothing_is_erased(staffed: Office) -> None:
    with pytest.raises(Refused) as refusal:
        staffed.call(RetireProfessional(), "Agnès")
    assert refusal.value.code == "last_manager"
    assert staffed.card("Agnès", "Agnès").given_name == "Agnès"
    with pytest.raises(NotAllowed):
        staffed.call(RetireProfessional(), OPERATOR)


def test_again_changes_nothing(staffed: Office) -> None:
    for key in ("one", "one", "two"):
        staffed.call(RetireProfessional(), "Driss", key=key)
    assert kinds(staffed).count("directory.professional_retired") == 1
    with pytest.raises(NotAllowed):
        staffed.call(d.RequestContact(professional_id=staffed.id("Chloé")), "Driss")


def test_what_a_crash_or_an_old_backup_left_is_finished_by_the_next_round(staffed: Office) -> None:
    driss, bruno = UUID(staffed.id("Driss")), UUID(staffed.id("Bruno"))
    professional = staffed.uses.log.load(Professional, driss)
    professional.retire()
    call = Call(actor=staffed.actor("Driss"))
    staffed.uses.log.command(call, Done, lambda: Change(reply=Done(), aggregates=[professional]))
    staffed.uses.erased.add(ErasureOrder(bruno, staffed.clock.now(), "holder", "holder"))
    finish = FinishRetirements(staffed.uses)
    assert finish() == 2
    assert finish() == 0
    for one in (driss, bruno):
        assert staffed.keys.aead(one) is None
        assert staffed.uses.log.load(Professional, one).retired
