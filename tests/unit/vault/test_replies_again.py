"""A request sent again is answered again only to whom it still concerns; nobody learns who was kept out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts import vault as v
from shared.contracts.vault_consents import ExceptMember
from shared.contracts.vault_notes import AddNote
from shared.contracts.vault_terms import Scope
from shared.problems import NotAllowed, Problem
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, House, terms

NOTES = terms(scope=Scope(categories=["identity"], parts=["notes"]))


def opened(house: House) -> tuple[str, Actor, str, AddNote]:
    """A vault whose consent lets notes be written, and a note that Agnès will send twice."""
    vault_id, awa = house.open_vault(consent=NOTES)
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0].id
    return vault_id, awa, consent, AddNote(vault_id=vault_id, text="À rappeler (exemple)")


@pytest.mark.feature("V6")
def test_a_reply_is_given_again_while_the_consent_lives(house: House) -> None:
    _vault_id, _awa, _consent, note = opened(house)
    assert house.ask(AGNES, note, key="once") == house.ask(AGNES, note, key="once")


@pytest.mark.feature("V6")
@pytest.mark.parametrize("how", ["withdrawn", "ended", "excepted"])
def test_after_the_end_of_the_consent_it_is_refused_and_logged(house: House, how: str) -> None:
    vault_id, awa, consent, note = opened(house)
    house.ask(AGNES, note, key="once")
    if how == "withdrawn":
        house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent))
    elif how == "excepted":
        command = ExceptMember(vault_id=vault_id, consent_id=consent, professional_id=AGNES.id)
        house.ask(awa, command)
    else:
        house.clock.move(timedelta(days=91))
    with pytest.raises(NotAllowed):
        house.ask(AGNES, note, key="once")
    assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_an_erased_persons_reply_is_no_more(house: House) -> None:
    vault_id, awa, _consent, note = opened(house)
    house.ask(AGNES, note, key="once")
    house.ask(awa, note, key="mine")
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    for actor, key in ((AGNES, "once"), (awa, "mine")):
        with pytest.raises(Problem) as refused:
            house.ask(actor, note, key=key)
        assert refused.value.kind in ("not_allowed", "refused")


@pytest.mark.feature("V12")
def test_a_colleague_does_not_learn_whom_the_person_kept_out(house: House) -> None:
    vault_id, awa, consent, _note = opened(house)
    house.ask(awa, ExceptMember(vault_id=vault_id, consent_id=consent, professional_id=BRUNO.id))
    (hers,) = house.ask(awa, v.GetVault(vault_id=vault_id)).consents
    (told,) = house.ask(AGNES, v.GetVault(vault_id=vault_id)).consents
    assert (hers.terms.excepted, told.terms.excepted) == ([BRUNO.id], [])
    with pytest.raises(NotAllowed, match="no_consent"):
        house.ask(BRUNO, v.GetVault(vault_id=vault_id))
