"""A consent lasts as long as it is wanted: renewed in one tap, ended by the clock when nobody uses it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_consents as c
from shared.contracts.vault_terms import Grantee
from shared.problems import NotAllowed, Refused
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, NOW, PDF, House, terms

YEAR = timedelta(days=365)


def only_consent(house: House, actor: object, vault_id: str) -> c.Consent:
    (consent,) = house.ask(actor, v.GetVault(vault_id=vault_id)).consents  # type: ignore[arg-type]
    return consent  # type: ignore[no-any-return]


def later(house: House, days: float) -> None:
    house.clock.move(timedelta(days=days))
    house.hear()


@pytest.mark.feature("V7")
def test_both_see_the_end_come_and_the_person_renews_on_the_same_terms(house: House) -> None:
    vault_id, awa = house.open_vault()
    consent = only_consent(house, awa, vault_id)
    assert (consent.renewable, consent.remaining_days) == (False, 90)
    later(house, 65)
    for actor in (awa, BRUNO):
        seen = only_consent(house, actor, vault_id)
        assert (seen.renewable, seen.remaining_days) == (True, 25)
    house.ask(awa, c.RenewConsent(vault_id=vault_id, consent_id=consent.id))
    renewed = only_consent(house, BRUNO, vault_id)
    assert (renewed.id, renewed.remaining_days, renewed.renewable) == (consent.id, 90, False)
    assert renewed.terms.scope == consent.terms.scope
    later(house, 89)
    assert [p.vault_id for p in house.ask(BRUNO, v.ListFollowUps()).people] == [vault_id]
    assert ("vault.consent_renewed", True) in [
        (kind, vault_id.encode() in data) for kind, data in house.facts()
    ]


@pytest.mark.feature("V7")
def test_an_ended_consent_is_not_renewed_and_nobody_renews_but_the_person(house: House) -> None:
    vault_id, awa = house.open_vault()
    consent = only_consent(house, awa, vault_id)
    with pytest.raises(NotAllowed) as intruder:
        house.ask(BRUNO, c.RenewConsent(vault_id=vault_id, consent_id=consent.id))
    assert intruder.value.code == "holder_only"
    with pytest.raises(Refused) as early:
        house.ask(awa, c.RenewConsent(vault_id=vault_id, consent_id=consent.id))
    assert early.value.code == "renewal_not_later"
    later(house, 90)
    with pytest.raises(Refused) as late:
        house.ask(awa, c.RenewConsent(vault_id=vault_id, consent_id=consent.id))
    assert late.value.code == "consent_over"


def test_a_professional_asks_once_to_renew_and_the_yes_answers_the_request(house: House) -> None:
    vault_id, awa = house.open_vault()
    consent = only_consent(house, awa, vault_id)
    later(house, 65)
    house.ask(BRUNO, c.ProposeRenewal(vault_id=vault_id, consent_id=consent.id))
    with pytest.raises(Refused) as again:
        house.ask(AGNES, c.ProposeRenewal(vault_id=vault_id, consent_id=consent.id))
    assert again.value.code == "renewal_waiting"
    (request,) = house.ask(awa, v.GetVault(vault_id=vault_id)).requests
    assert (request.renews, request.state, request.asked_by_name) == (consent.id, "waiting", "Bruno Fictive")
    house.ask(awa, c.RenewConsent(vault_id=vault_id, consent_id=consent.id))
    assert house.ask(awa, v.GetVault(vault_id=vault_id)).requests[0].state == "granted"
    with pytest.raises(NotAllowed):
        house.ask(CHLOE, c.ProposeRenewal(vault_id=vault_id, consent_id=consent.id))
    assert house.log_of(vault_id)[-1].kind == "access_refused"


@pytest.mark.feature("V15")
def test_a_follow_up_that_is_used_goes_on_and_one_that_is_not_ends_by_the_clock(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(until=NOW + YEAR * 2))
    document_id = house.deposit(awa, vault_id).id
    later(house, 170)
    assert house.see(BRUNO, vault_id, document_id) == PDF  # an act: six more months
    later(house, 182)
    assert house.see(AGNES, vault_id, document_id) == PDF
    before = len(house.facts())
    later(house, 183)
    with pytest.raises(NotAllowed) as quiet:
        house.see(AGNES, vault_id, document_id)
    assert quiet.value.code == "follow_up_quiet"
    assert len(house.facts()) == before + 1  # the refusal: nothing had to run
    ended = only_consent(house, awa, vault_id)
    assert (ended.state, ended.ended_by) == ("ended", "follow_up_quiet")


@pytest.mark.feature("V15")
def test_listing_is_no_act_and_both_are_warned_thirty_days_before(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(until=NOW + YEAR))
    document_id = house.deposit(awa, vault_id).id
    for _ in range(4):
        later(house, 40)
        house.ask(BRUNO, v.ListFollowUps())
        house.ask(BRUNO, v.ListDocuments(vault_id=vault_id))
        house.ask(BRUNO, v.GetVault(vault_id=vault_id))
    for actor in (awa, BRUNO):
        seen = only_consent(house, actor, vault_id)
        assert (seen.renewable, seen.quiet_at) == (True, NOW + timedelta(days=183))
    assert [p.ends_soon for p in house.ask(BRUNO, v.ListFollowUps()).people] == [True]
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert kinds.count("follow_up_ending") == 1
    later(house, 23)
    with pytest.raises(NotAllowed) as quiet:
        house.see(BRUNO, vault_id, document_id)
    assert quiet.value.code == "follow_up_quiet"


def test_acts_of_one_day_are_one_event_so_that_readers_do_not_conflict(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(until=NOW + YEAR))
    document_id = house.deposit(awa, vault_id).id
    later(house, 2)
    before = house.uses.log.position()
    for _ in range(5):
        house.see(BRUNO, vault_id, document_id)
        house.see(AGNES, vault_id, document_id)
    assert house.uses.log.position() == before + 1


@pytest.mark.feature("O4")
def test_a_consent_to_one_professional_ends_when_they_leave_their_service(house: House) -> None:
    mine = terms(grantee=Grantee(kind="professional", id=AGNES.id, name="Agnès Fictive"))
    vault_id, awa = house.open_vault(consent=mine)
    document_id = house.deposit(awa, vault_id).id
    house.directory.at = NOW + timedelta(hours=1)
    house.clock.move(timedelta(hours=1))
    house.directory.leaves(AGNES.id, "org-1")
    house.hear()
    with pytest.raises(NotAllowed) as gone:
        house.see(AGNES, vault_id, document_id)
    assert gone.value.code == "grantee_left"
    house.directory.joins(AGNES.id, "org-1")  # coming back revives nothing
    house.hear()
    with pytest.raises(NotAllowed):
        house.see(AGNES, vault_id, document_id)
    ended = only_consent(house, awa, vault_id)
    assert (ended.ended_by, ended.acting_for_name) == ("grantee_left", "Service org-1")
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms()))  # what the page proposes
    assert house.see(BRUNO, vault_id, document_id) == PDF
