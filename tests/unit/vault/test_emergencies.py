"""Emergency access: a reason, minutes, the minimum, told at once, reviewed, contested by the person."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_contacts as c
from shared.contracts import vault_emergency as e
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput
from shared.rpc.call import Actor
from tests.unit.vault.house import House, holder
from tests.unit.vault.test_mandates import MARC, NORA, OLGA, refused, seen, staffed

ACCOUNT = "Trouvée inconsciente, les secours sont là."
MINUTE = timedelta(minutes=1)


def urgent(vault_id: str, **changes: Any) -> e.OpenEmergency:
    fields: dict[str, Any] = {"reason": "cannot_answer", "account": ACCOUNT, "minutes": 30, **changes}
    return e.OpenEmergency(vault_id=vault_id, **fields)


def furnished(house: House) -> tuple[str, dict[str, str]]:
    """A vault that nobody of org-3 has a consent to, with papers of three kinds: its id, theirs by kind."""
    staffed(house)
    vault_id, person = house.open_vault()
    kinds = ("identity", "health", "income")
    return vault_id, {kind: house.deposit(person, vault_id, category=kind).id for kind in kinds}


def emergencies(house: House, actor: Actor, vault_id: str) -> e.Emergencies:
    listed: e.Emergencies = house.ask(actor, e.ListEmergencies(vault_id=vault_id))
    return listed


@pytest.mark.feature("V14")
def test_an_emergency_shows_the_minimum_for_its_minutes_and_everybody_is_told(house: House) -> None:
    vault_id, papers = furnished(house)
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"
    house.ask(MARC, urgent(vault_id))
    assert seen(house, MARC, vault_id) == ["health", "identity"]
    house.see(MARC, vault_id, papers["health"])
    printing = v.OpenDocument(vault_id=vault_id, document_id=papers["health"], manner="print")
    assert refused(house, MARC, printing) == "no_consent"
    (told,) = emergencies(house, holder(vault_id), vault_id).emergencies
    assert (told.opened_by, told.account, told.state) == ("Marc Fictive", ACCOUNT, "live")
    (waiting,) = house.ask(NORA, e.ListVerifications()).verifications
    assert (waiting.kind, waiting.by) == ("emergency", "Marc Fictive")
    lines = {line.kind: line.reason for line in house.log_of(vault_id)}
    assert lines["emergency_opened"] == "cannot_answer"
    assert lines["document_seen"] == "under_emergency"
    assert "vault.emergency_access_opened" in [kind for kind, _ in house.facts()]


@pytest.mark.feature("V14")
def test_the_clock_closes_it_and_nothing_else_has_to_run(house: House) -> None:
    vault_id, _ = furnished(house)
    house.ask(MARC, urgent(vault_id, minutes=60))
    house.clock.move(timedelta(minutes=60) - timedelta(seconds=1))
    assert seen(house, MARC, vault_id) == ["health", "identity"]
    house.clock.move(timedelta(seconds=1))
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"


@pytest.mark.feature("V14")
def test_no_second_use_before_a_second_person_has_reviewed(house: House) -> None:
    vault_id, _ = furnished(house)
    opened = house.ask(MARC, urgent(vault_id, minutes=1)).id
    house.clock.move(5 * MINUTE)
    assert refused(house, MARC, urgent(vault_id)) == "review_waiting"
    review = e.ReviewEmergency(
        vault_id=vault_id, emergency_id=opened, outcome="justified", account="Vu avec les secours."
    )
    for someone in (MARC, OLGA):
        assert refused(house, someone, review) == "second_person_only"
    house.ask(OLGA, urgent(vault_id, minutes=1))  # another professional is not held up
    house.ask(NORA, review)
    assert refused(house, NORA, review) == "already_reviewed"
    house.ask(MARC, urgent(vault_id))
    assert [line.kind for line in house.log_of(vault_id)].count("emergency_reviewed") == 1
    assert "vault.emergency_access_reviewed" in [kind for kind, _ in house.facts()]


def test_the_same_emergency_sent_twice_is_one(house: House) -> None:
    vault_id, _ = furnished(house)
    first = house.ask(MARC, urgent(vault_id), key="same")
    assert house.ask(MARC, urgent(vault_id), key="same") == first
    assert len(emergencies(house, holder(vault_id), vault_id).emergencies) == 1


@pytest.mark.feature("W6", "V14")
def test_the_person_contests_it_closes_at_once_and_is_reviewed_again(house: House) -> None:
    vault_id, _ = furnished(house)
    opened = house.ask(MARC, urgent(vault_id)).id
    fine = e.ReviewEmergency(
        vault_id=vault_id, emergency_id=opened, outcome="justified", account="Il fallait entrer."
    )
    house.ask(NORA, fine)
    contest = e.ContestEmergency(vault_id=vault_id, emergency_id=opened, words="Je pouvais répondre.")
    assert refused(house, MARC, contest) == "holder_only"
    house.ask(holder(vault_id), contest)
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"
    (again,) = house.ask(NORA, e.ListVerifications()).verifications
    assert again.contested
    assert refused(house, MARC, urgent(vault_id)) == "review_waiting"


def test_a_bad_review_closes_what_is_still_open(house: House) -> None:
    vault_id, _ = furnished(house)
    opened = house.ask(MARC, urgent(vault_id)).id
    bad = e.ReviewEmergency(
        vault_id=vault_id, emergency_id=opened, outcome="not_justified", account="Pas d'urgence."
    )
    house.ask(NORA, bad)
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"


@pytest.mark.feature("W6")
def test_the_person_marks_what_an_emergency_shows_or_refuses_it_altogether(house: House) -> None:
    vault_id, papers = furnished(house)
    marked = e.ChooseEmergency(vault_id=vault_id, allowed=True, scope=Scope(documents=[papers["income"]]))
    assert refused(house, MARC, marked) == "holder_only"
    house.ask(holder(vault_id), marked)
    house.ask(MARC, urgent(vault_id))
    assert seen(house, MARC, vault_id) == ["income"]
    house.ask(holder(vault_id), e.ChooseEmergency(vault_id=vault_id, allowed=False))
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"
    assert refused(house, OLGA, urgent(vault_id)) == "emergency_off"
    last = house.log_of(vault_id)[-1]
    assert (last.kind, last.actor, last.reason) == ("access_refused", "Olga Fictive", "emergency_off")


def test_an_emergency_needs_a_reason_in_words_and_at_most_an_hour(house: House) -> None:
    vault_id, _ = furnished(house)
    for wrong in ({"minutes": 61}, {"minutes": 0}, {"account": "vite"}, {"reason": "curiosity"}):
        with pytest.raises(InvalidInput):
            house.ask(MARC, urgent(vault_id, **wrong))
    assert refused(house, holder(vault_id), urgent(vault_id)) != ""
    assert emergencies(house, holder(vault_id), vault_id).emergencies == []


def test_whoever_is_no_professional_of_a_service_has_no_emergency(house: House) -> None:
    vault_id, _ = furnished(house)
    alone = Actor(id="pro-seul", kind="professional", display="Seul Fictif", verified=True)
    assert refused(house, alone, urgent(vault_id)) == "organisation_missing"
    unverified = Actor(id="pro-neuf", kind="professional", organisation_id="org-3")
    assert refused(house, unverified, urgent(vault_id)) == "unverified"
    assert refused(house, MARC, urgent("019e1f00-0000-7000-8000-000000000000")) == "no_consent"


def test_the_export_holds_mandates_emergencies_and_the_choice(house: House) -> None:
    vault_id, _ = furnished(house)
    house.ask(MARC, urgent(vault_id))
    ticket = house.ask(holder(vault_id), v.ExportVault(vault_id=vault_id))
    archive = zipfile.ZipFile(io.BytesIO(house.stream(ticket)))
    told = json.loads(archive.read("vault.json"))
    assert [one["account"] for one in told["emergencies"]] == [ACCOUNT]
    assert (told["mandates"], told["emergency_choice"]["allowed"]) == ([], True)


@pytest.mark.feature("V14")
def test_who_left_the_service_opens_no_emergency_in_its_name(house: House) -> None:
    vault_id, _ = furnished(house)
    house.directory.leaves(MARC.id, "org-3")
    house.hear()
    assert refused(house, MARC, urgent(vault_id)) == "organisation_missing"
    house.directory.joins(MARC.id, "org-3")
    house.hear()
    house.ask(MARC, urgent(vault_id))


@pytest.mark.feature("V14")
def test_an_emergency_shows_whom_to_warn_and_nobody_else_of_the_persons_life(house: House) -> None:
    vault_id, _ = furnished(house)
    for name, emergency in (("Sœur (exemple)", True), ("Ami (exemple)", False)):
        details = c.ContactDetails(name=name, phones=["+33639980099"], emergency=emergency)
        house.ask(holder(vault_id), c.AddContact(vault_id=vault_id, details=details))
    house.ask(MARC, urgent(vault_id))
    shown = house.ask(MARC, c.ListContacts(vault_id=vault_id)).contacts
    assert [one.details.name for one in shown] == ["Sœur (exemple)"]
    assert len(house.ask(holder(vault_id), c.ListContacts(vault_id=vault_id)).contacts) == 2
