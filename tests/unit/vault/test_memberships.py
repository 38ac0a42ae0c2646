"""Access through a team or an organisation lives as long as the directory confirms who belongs to it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from services.vault.adapters.membership import SqlMemberships
from shared.contracts import vault as v
from shared.contracts.directory_facts import MemberJoined, MemberLeft
from shared.contracts.vault_terms import Grantee
from shared.problems import NotAllowed, Unavailable
from tests.unit.vault.house import AGNES, BRUNO, PDF, House, professional, terms

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"


def shared_with(house: House, grantee: Grantee) -> tuple[str, str]:
    vault_id, awa = house.open_vault(consent=None)
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms(grantee=grantee)))
    return vault_id, house.deposit(awa, vault_id).id


def test_a_team_is_opened_to_who_joins_it_and_closed_to_who_leaves(house: House) -> None:
    vault_id, document_id = shared_with(house, Grantee(kind="team", id="team-1"))
    with pytest.raises(NotAllowed):
        house.see(BRUNO, vault_id, document_id)
    house.directory.joins(BRUNO.id, "org-1", "team-1")
    house.hear()
    assert house.see(BRUNO, vault_id, document_id) == PDF
    house.directory.leaves(BRUNO.id, "org-1", "team-1")
    house.hear()
    with pytest.raises(NotAllowed) as refusal:
        house.see(BRUNO, vault_id, document_id)
    assert refusal.value.code == "no_consent"


def test_leaving_the_organisation_leaves_its_teams(house: House) -> None:
    vault_id, document_id = shared_with(house, Grantee(kind="team", id="team-1"))
    house.directory.joins(BRUNO.id, "org-1", "team-1")
    house.directory.leaves(BRUNO.id, "org-1")
    house.hear()
    with pytest.raises(NotAllowed):
        house.see(BRUNO, vault_id, document_id)


def test_unconfirmed_for_fifteen_minutes_memberships_open_nothing_and_personal_grants_go_on(
    house: House,
) -> None:
    by_organisation = shared_with(house, Grantee(kind="organisation", id="org-1"))
    personal = shared_with(house, Grantee(kind="professional", id=AGNES.id))
    house.directory.down = True
    house.clock.move(timedelta(minutes=15))
    assert house.see(AGNES, *by_organisation) == PDF
    house.clock.move(timedelta(seconds=1))
    with pytest.raises(Unavailable):
        house.hear()
    with pytest.raises(NotAllowed) as refusal:
        house.see(AGNES, *by_organisation)
    assert refusal.value.code == "memberships_stale"
    assert house.see(AGNES, *personal) == PDF
    house.directory.down = False
    house.hear()
    assert house.see(AGNES, *by_organisation) == PDF


def test_the_directorys_own_examples_are_understood(house: House) -> None:
    reader = SqlMemberships(house.database.views, house.clock).reader
    joined = msgspec.json.decode(
        (EXAMPLES / "directory.member_joined.v1.json").read_bytes(), type=MemberJoined
    )
    left = msgspec.json.decode((EXAMPLES / "directory.member_left.v1.json").read_bytes(), type=MemberLeft)
    house.directory.joins(joined.professional_id, joined.organisation_id, joined.team_id)
    house.hear()
    assert reader(joined.professional_id).teams == {joined.team_id}
    house.directory.leaves(left.professional_id, left.organisation_id, left.team_id)
    house.hear()
    assert joined.team_id not in reader(left.professional_id).teams


def test_the_same_facts_again_from_the_start_change_nothing(house: House) -> None:
    vault_id, document_id = shared_with(house, Grantee(kind="organisation", id="org-1"))
    house.uses.consumer.apply_batch("another-epoch", house.directory.facts)
    house.hear()
    assert house.see(BRUNO, vault_id, document_id) == PDF


def test_a_newcomer_of_whom_the_directory_has_not_told_yet_is_asked_to_come_back(house: House) -> None:
    vault_id, awa = house.open_vault()
    document_id = house.deposit(awa, vault_id).id
    health = house.deposit(awa, vault_id, category="health").id
    dora, stranger = professional("Dora", "org-1"), professional("Emil", "org-9")
    for actor, document, code in (
        (dora, document_id, "memberships_stale"),
        (dora, health, "no_consent"),
        (stranger, document_id, "no_consent"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            house.see(actor, vault_id, document)
        assert refusal.value.code == code
    with pytest.raises(NotAllowed) as unreached:
        house.ask(dora, v.GetVault(vault_id=vault_id))
    assert unreached.value.code == "memberships_stale"
    house.directory.joins(dora.id, "org-1")
    house.hear()
    assert house.see(dora, vault_id, document_id) == PDF


def test_a_confirmation_dated_by_a_clock_that_was_ahead_opens_nothing_once_it_is_set_right(
    house: House,
) -> None:
    shared = shared_with(house, Grantee(kind="organisation", id="org-1"))
    house.clock.move(timedelta(days=30))
    house.hear()
    house.clock.move(timedelta(hours=1) - timedelta(days=30))
    with pytest.raises(NotAllowed) as refusal:
        house.see(AGNES, *shared)
    assert refusal.value.code == "memberships_stale"
    house.hear()
    assert house.see(AGNES, *shared) == PDF
