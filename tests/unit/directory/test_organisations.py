"""Organisations, teams, members, and the manager who is never missing."""

from __future__ import annotations

import pytest

from shared.contracts import directory as d
from shared.problems import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from tests.unit.directory.office import OPERATOR, Office


def test_a_verified_professional_registers_an_organisation_and_manages_it(office: Office) -> None:
    office.register("Agnès", verified=True)
    made = office.organisation("Agnès", name="  Relais   du Port ")
    (mine,) = office.call(d.ListMyOrganisations(), "Agnès").organisations
    assert (mine.id, mine.name, mine.my_role) == (made, "Relais du Port", "manager")
    assert [(one.professional_id, one.role) for one in mine.members] == [(office.id("Agnès"), "manager")]


def test_an_unverified_professional_registers_no_organisation(office: Office) -> None:
    office.register("Agnès")
    with pytest.raises(NotAllowed, match="unverified"):
        office.organisation("Agnès")


def test_an_organisation_without_a_name_or_with_a_nir_is_refused(office: Office) -> None:
    office.register("Agnès", verified=True)
    with pytest.raises(InvalidInput, match="empty"):
        office.organisation("Agnès", name=" - ")
    with pytest.raises(Refused, match="nir"):
        office.organisation("Agnès", name="Foyer 2 85 05 2A 006 084")


def test_a_manager_forms_a_team_and_adds_who_is_thereby_verified(staffed: Office) -> None:
    organisation = staffed.organisation("Agnès", name="Centre du Port")
    team = staffed.call(d.FormTeam(organisation_id=organisation, name="Équipe de rue"), "Agnès").id
    add = d.AddMember(organisation_id=organisation, professional_id=staffed.id("Driss"), team_id=team)
    staffed.call(add, "Agnès")
    seen = staffed.call(d.GetOrganisation(organisation_id=organisation), "Driss")
    assert [(one.id, one.name) for one in seen.teams] == [(team, "Équipe de rue")]
    (driss,) = [one for one in seen.members if one.professional_id == staffed.id("Driss")]
    assert (driss.family_name, driss.role, driss.verified, driss.team_ids) == (
        "Inventé",
        "member",
        True,
        [team],
    )


def test_a_team_s_name_is_given_once(staffed: Office) -> None:
    organisation = staffed.organisation("Agnès")
    staffed.call(d.FormTeam(organisation_id=organisation, name="Accueil"), "Agnès")
    with pytest.raises(Conflict, match="team_exists"):
        staffed.call(d.FormTeam(organisation_id=organisation, name="ACCUEIL"), "Agnès")


@pytest.mark.parametrize("who", ["Bruno", "Chloé"])
def test_who_is_not_a_manager_changes_nothing(staffed: Office, who: str) -> None:
    (organisation,) = (one.id for one in staffed.call(d.ListMyOrganisations(), "Agnès").organisations)
    driss = staffed.id("Driss")
    with pytest.raises(NotAllowed, match="not_manager"):
        staffed.call(d.FormTeam(organisation_id=organisation, name="Nuit"), who)
    with pytest.raises(NotAllowed, match="not_manager"):
        staffed.call(d.AddMember(organisation_id=organisation, professional_id=driss), who)
    with pytest.raises(NotAllowed, match="not_manager"):
        staffed.call(d.RemoveMember(organisation_id=organisation, professional_id=staffed.id("Agnès")), who)


def test_adding_to_an_unknown_team_or_organisation_is_not_found(staffed: Office) -> None:
    organisation, driss = staffed.organisation("Agnès"), staffed.id("Driss")
    add = d.AddMember(organisation_id=organisation, professional_id=driss, team_id="no-team")
    with pytest.raises(NotFound, match="team"):
        staffed.call(add, "Agnès")
    with pytest.raises(NotFound, match="organisation"):
        staffed.call(d.AddMember(organisation_id=driss, professional_id=driss), "Agnès")
    assert not staffed.card("Driss", "Driss").verified


def test_a_verified_colleague_verifies_and_an_unverified_one_does_not(staffed: Office) -> None:
    organisation = staffed.call(d.ListMyOrganisations(), "Agnès").organisations[0].id
    facts = len(staffed.facts())
    staffed.call(d.AddMember(organisation_id=organisation, professional_id=staffed.id("Driss")), "Agnès")
    assert [fact.type for fact in staffed.facts()[facts:]] == [
        "directory.member_joined",
        "directory.professional_verified",
    ]
    staffed.call(d.VerifyProfessional(professional_id=staffed.id("Driss")), "Bruno")
    assert len(staffed.facts()) == facts + 2  # already verified: nothing more is said


def test_a_member_leaves_their_teams_with_the_organisation(staffed: Office) -> None:
    organisation = staffed.call(d.ListMyOrganisations(), "Agnès").organisations[0].id
    team = staffed.call(d.FormTeam(organisation_id=organisation, name="Nuit"), "Agnès").id
    bruno = staffed.id("Bruno")
    staffed.call(d.AddMember(organisation_id=organisation, professional_id=bruno, team_id=team), "Agnès")
    staffed.call(d.RemoveMember(organisation_id=organisation, professional_id=bruno), "Bruno")
    assert staffed.call(d.ListMyOrganisations(), "Bruno").organisations == []
    seen = staffed.call(d.GetOrganisation(organisation_id=organisation), "Bruno")
    assert (seen.my_role, seen.members) == ("", [])
    assert staffed.card("Agnès", "Bruno").family_name == ""
    staffed.call(d.AddMember(organisation_id=organisation, professional_id=bruno), "Agnès")
    back = staffed.call(d.GetOrganisation(organisation_id=organisation), "Bruno").members
    assert [one.team_ids for one in back] == [[], []]


def test_the_last_manager_leaves_only_after_naming_another(staffed: Office) -> None:
    organisation = staffed.call(d.ListMyOrganisations(), "Agnès").organisations[0].id
    agnes, bruno = staffed.id("Agnès"), staffed.id("Bruno")
    leave = d.RemoveMember(organisation_id=organisation, professional_id=agnes)
    demote = d.AddMember(organisation_id=organisation, professional_id=agnes, role="member")
    for refused in (leave, demote):
        with pytest.raises(Refused, match="last_manager"):
            staffed.call(refused, "Agnès")
    promote = d.AddMember(organisation_id=organisation, professional_id=bruno, role="manager")
    staffed.call(promote, "Agnès")
    staffed.call(leave, "Agnès")
    (mine,) = staffed.call(d.ListMyOrganisations(), "Bruno").organisations
    assert [(one.professional_id, one.role) for one in mine.members] == [(bruno, "manager")]


def test_removing_who_is_not_a_member_is_not_found(staffed: Office) -> None:
    organisation = staffed.call(d.ListMyOrganisations(), "Agnès").organisations[0].id
    remove = d.RemoveMember(organisation_id=organisation, professional_id=staffed.id("Chloé"))
    with pytest.raises(NotFound, match="member"):
        staffed.call(remove, "Agnès")


def test_members_are_listed_for_members_only(staffed: Office) -> None:
    organisation = staffed.call(d.ListMyOrganisations(), "Agnès").organisations[0].id
    asked = d.GetOrganisation(organisation_id=organisation)
    assert len(staffed.call(asked, "Bruno").members) == 2
    for stranger in ("Chloé", OPERATOR):
        seen = staffed.call(asked, stranger)
        assert (seen.name, seen.members, seen.my_role) == ("Service des Tilleuls", [], "")
