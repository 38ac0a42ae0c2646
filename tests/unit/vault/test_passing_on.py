"""Passed on within what was granted, kept from one member, handed over inside, taken back within a day."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from shared.contracts import vault as v
from shared.contracts import vault_consents as c
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, NOW, PDF, House, professional, terms

ORG2 = Grantee(kind="organisation", id="org-2", name="Service org-2")
EMIL = professional("Emil", "org-3")
OPEN = terms(reshare=True, actions=["see", "print"])


def passed_on(house: House, **less: object) -> tuple[str, Actor, str, str, str]:
    """A vault shared with org-1, which shares it with org-2: vault, holder, both consents, a paper."""
    vault_id, awa = house.open_vault(consent=OPEN)
    document_id = house.deposit(awa, vault_id).id
    (first,) = house.ask(awa, v.GetVault(vault_id=vault_id)).consents
    given = msgspec.structs.replace(OPEN, grantee=ORG2, **less)
    command = c.ReshareConsent(vault_id=vault_id, consent_id=first.id, terms=given)
    return vault_id, awa, first.id, house.ask(BRUNO, command).id, document_id


def refused(house: House, actor: Actor, vault_id: str, document_id: str, manner: str = "see") -> str:
    with pytest.raises(NotAllowed) as refusal:
        house.see(actor, vault_id, document_id, manner)
    return refusal.value.code


def reshare(house: House, actor: Actor, vault_id: str, consent_id: str, given: ConsentTerms) -> str:
    with pytest.raises((Refused, NotAllowed)) as refusal:
        house.ask(actor, c.ReshareConsent(vault_id=vault_id, consent_id=consent_id, terms=given))
    return f"{refusal.value.code} {refusal.value.field}".strip()


@pytest.mark.feature("V8")
def test_a_branch_opens_what_it_was_given_and_the_person_cuts_it_or_the_whole_tree(house: House) -> None:
    vault_id, awa, first, child, document_id = passed_on(house, actions=["see"])
    assert house.see(CHLOE, vault_id, document_id) == PDF
    assert refused(house, CHLOE, vault_id, document_id, "print") == "action"
    seen = {one.id: one for one in house.ask(awa, v.GetVault(vault_id=vault_id)).consents}
    assert (seen[child].parent_id, seen[child].shared_by_name) == (first, "Bruno Fictive")
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=first))
    assert refused(house, CHLOE, vault_id, document_id) == "consent_revoked"
    assert refused(house, BRUNO, vault_id, document_id) == "consent_revoked"
    told = [data for kind, data in house.facts() if kind == "vault.consent_revoked"]
    assert [one in data for one, data in zip((first, child), map(bytes.decode, told), strict=True)] == [
        True
    ] * 2


@pytest.mark.feature("V8")
def test_nothing_more_nor_longer_than_the_parent_may_be_passed_on(house: House) -> None:
    vault_id, awa, first, child, _ = passed_on(house)
    wide = msgspec.structs.replace(OPEN, grantee=ORG2)
    for change, field in (
        ({"scope": Scope(categories=["health"])}, "terms.scope.categories"),
        ({"actions": ["add"]}, "terms.actions"),
        ({"until": NOW + timedelta(days=91)}, "terms.until"),
        ({"purpose": "health"}, "terms.purpose"),
    ):
        more = msgspec.structs.replace(wide, **change)
        assert reshare(house, BRUNO, vault_id, first, more) == f"exceeds_parent {field}"
    assert reshare(house, EMIL, vault_id, first, wide) == "no_consent"
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms(grantee=ORG2)))
    kept = [one.id for one in house.ask(CHLOE, v.GetVault(vault_id=vault_id)).consents if not one.parent_id]
    assert reshare(house, CHLOE, vault_id, kept[0], terms(grantee=ORG2)) == "reshare_not_allowed"
    third = house.ask(CHLOE, c.ReshareConsent(vault_id=vault_id, consent_id=child, terms=wide)).id
    assert reshare(house, CHLOE, vault_id, third, wide) == "reshare_too_deep"


def test_cutting_a_branch_leaves_the_rest(house: House) -> None:
    vault_id, awa, _, child, document_id = passed_on(house)
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=child))
    assert refused(house, CHLOE, vault_id, document_id) == "consent_revoked"
    assert house.see(BRUNO, vault_id, document_id) == PDF


@pytest.mark.feature("V12")
def test_a_member_is_kept_out_at_once_and_let_in_again(house: House) -> None:
    vault_id, awa, first, _, document_id = passed_on(house)
    who = {"vault_id": vault_id, "consent_id": first}
    found = house.ask(awa, c.ListFollowUpMembers(**who))
    assert [m.professional_id for m in found.members] == sorted([AGNES.id, BRUNO.id])
    house.ask(awa, c.ExceptMember(**who, professional_id=BRUNO.id))
    house.ask(awa, c.ExceptMember(**who, professional_id=BRUNO.id))
    assert refused(house, BRUNO, vault_id, document_id) == "no_consent"
    assert house.see(AGNES, vault_id, document_id) == PDF
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms()))  # another one: still without him
    assert refused(house, BRUNO, vault_id, document_id) == "no_consent"
    house.ask(awa, c.AdmitMember(**who, professional_id=BRUNO.id))
    assert house.see(BRUNO, vault_id, document_id) == PDF
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert (kinds.count("member_excepted"), kinds.count("member_admitted")) == (1, 1)


@pytest.mark.feature("V12")
def test_who_belongs_is_for_the_person_alone_page_by_page(house: House) -> None:
    vault_id, awa, first, _, _ = passed_on(house)
    who = {"vault_id": vault_id, "consent_id": first}
    for actor in (BRUNO, CHLOE):
        for request in (c.ListFollowUpMembers(**who), c.ExceptMember(**who, professional_id=AGNES.id)):
            with pytest.raises(NotAllowed):
                house.ask(actor, request)
    page = house.ask(awa, c.ListFollowUpMembers(**who, limit=1))
    rest = house.ask(awa, c.ListFollowUpMembers(**who, limit=1, after=page.next))
    assert [m.professional_id for m in (*page.members, *rest.members)] == sorted([AGNES.id, BRUNO.id])
    assert rest.next == ""
    with pytest.raises(NotFound):
        house.ask(awa, c.ExceptMember(vault_id=vault_id, consent_id="none", professional_id=AGNES.id))


@pytest.mark.feature("O4")
def test_a_colleague_takes_over_for_an_absence_and_gives_back_by_the_clock(house: House) -> None:
    vault_id, _, first, _, _ = passed_on(house)
    until = NOW + timedelta(days=10)
    about = {"vault_id": vault_id, "consent_id": first, "professional_name": "Bruno Fictive"}
    house.ask(AGNES, c.HandOverFollowUp(**about, professional_id=BRUNO.id, until=until))
    assert [p.mine for p in house.ask(BRUNO, v.ListFollowUps()).people] == [True]
    (mine,) = house.ask(BRUNO, v.GetVault(vault_id=vault_id)).consents
    assert (mine.hand_over.to_name, mine.hand_over.until) == ("Bruno Fictive", until)
    house.clock.move(timedelta(days=10))
    house.hear()
    assert [p.mine for p in house.ask(BRUNO, v.ListFollowUps()).people] == [False]
    assert [p.mine for p in house.ask(AGNES, v.ListFollowUps()).people] == [True]
    assert "follow_up_covered" in [line.kind for line in house.log_of(vault_id)]


@pytest.mark.feature("O4")
def test_nobody_outside_the_consent_takes_over(house: House) -> None:
    vault_id, awa, first, _, document_id = passed_on(house)
    about = {"vault_id": vault_id, "consent_id": first}
    with pytest.raises(Refused) as outside:
        house.ask(AGNES, c.HandOverFollowUp(**about, professional_id=EMIL.id))
    assert outside.value.code == "not_a_colleague"
    house.ask(awa, c.ExceptMember(**about, professional_id=BRUNO.id))
    with pytest.raises(Refused):
        house.ask(AGNES, c.HandOverFollowUp(**about, professional_id=BRUNO.id))
    with pytest.raises(NotAllowed):
        house.ask(EMIL, c.HandOverFollowUp(**about, professional_id=EMIL.id))
    late = NOW + timedelta(days=400)
    with pytest.raises(InvalidInput):
        house.ask(AGNES, c.HandOverFollowUp(**about, professional_id=AGNES.id, until=late))
    assert refused(house, EMIL, vault_id, document_id) == "no_consent"


def test_a_deposit_in_the_wrong_vault_is_taken_back_with_its_files(house: House) -> None:
    vault_id, awa = house.open_vault()
    document_id = house.deposit(BRUNO, vault_id).id
    (shown,) = house.ask(BRUNO, v.ListDocuments(vault_id=vault_id)).documents
    (to_agnes,) = house.ask(AGNES, v.ListDocuments(vault_id=vault_id)).documents
    assert (shown.may_take_back, to_agnes.may_take_back) == (True, False)
    files = len([path for path in (house.root / "blobs").rglob("*") if path.is_file()])
    with pytest.raises(NotAllowed) as not_hers:
        house.ask(AGNES, c.WithdrawDocument(vault_id=vault_id, document_id=document_id))
    assert not_hers.value.code == "not_your_deposit"
    back = c.WithdrawDocument(vault_id=vault_id, document_id=document_id)
    house.ask(BRUNO, back, key="once")
    house.ask(BRUNO, back, key="once")  # sent twice: the same answer
    assert house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents == []
    assert len([path for path in (house.root / "blobs").rglob("*") if path.is_file()]) == files - 2
    assert [line.kind for line in house.log_of(vault_id)].count("document_withdrawn") == 1
    assert [kind for kind, _ in house.facts()].count("vault.document_withdrawn") == 1


def test_what_the_person_has_seen_or_a_day_has_settled_is_hers(house: House) -> None:
    vault_id, awa = house.open_vault()
    seen, old = house.deposit(BRUNO, vault_id).id, house.deposit(BRUNO, vault_id).id
    house.see(awa, vault_id, seen)
    house.clock.move(timedelta(hours=23))
    house.hear()
    codes = []
    for document_id, hours in ((seen, 0), (old, 1)):
        house.clock.move(timedelta(hours=hours))
        house.hear()
        with pytest.raises(Refused) as refusal:
            house.ask(BRUNO, c.WithdrawDocument(vault_id=vault_id, document_id=document_id))
        codes.append(refusal.value.code)
    assert codes == ["deposit_seen", "deposit_settled"]
    assert len(house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents) == 2


def test_follow_ups_come_page_by_page_and_none_is_missed(house: House) -> None:
    ids = {house.open_vault()[0] for _ in range(5)}
    found, after, pages = [], "", 0
    while pages == 0 or after:
        page = house.ask(BRUNO, v.ListFollowUps(after=after, limit=2))
        found += [person.vault_id for person in page.people]
        after, pages = page.next, pages + 1
    assert (set(found), len(found), pages) == (ids, 5, 3)
    with pytest.raises(InvalidInput):
        house.ask(BRUNO, v.ListFollowUps(after="not an id"))
