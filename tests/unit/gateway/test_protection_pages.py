"""Who can see and who never can, on one page; saying no; coming in by mandate or emergency, and verifying."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from shared.contracts.shapes import Done
from shared.contracts.vault import GetVault
from shared.contracts.vault_emergency import (
    ChooseEmergency,
    ContestEmergency,
    Emergencies,
    Emergency,
    ListEmergencies,
    ListVerifications,
    OpenEmergency,
    ReviewEmergency,
    Verification,
    Verifications,
)
from shared.contracts.vault_mandates import (
    ConfirmMandate,
    ContestMandate,
    ListMandates,
    Mandate,
    Mandates,
    MandateTerms,
    OpenRepresentedVault,
    RecordMandate,
)
from shared.contracts.vault_notices import ListNotices, Notice, Notices, SettleNotice
from shared.contracts.vault_terms import Grantee, Scope
from shared.problems import NotAllowed, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker, done

TERMS = MandateTerms(
    kind="tutelle",
    representative=Grantee(kind="organisation", id="org9", name="Service des Saules (exemple)"),
    scope=Scope(categories=["income"]),
    actions=["see"],
    since=NOW,
    until=NOW + timedelta(days=300),
    court="Tribunal (exemple)",
    reference="RG 00/00000",
)
MANDATE = Mandate(id="m1", terms=TERMS, state="live", document_id="d9", recorded_at=NOW)
EMERGENCY = Emergency(
    id="e1",
    opened_by="Chloé Imaginaire",
    organisation="Équipe (exemple)",
    reason="cannot_answer",
    account="Trouvée inconsciente",
    opened_at=NOW,
    until=NOW + timedelta(minutes=30),
    state="live",
)


def protected(house: House, **waiting: Any) -> None:
    mandate = (
        MANDATE
        if not waiting
        else Mandate(**{**{n: getattr(MANDATE, n) for n in MANDATE.__struct_fields__}, **waiting})
    )
    house.caller.replies |= {
        ListMandates: lambda *_: Mandates(mandates=[mandate]),
        ListEmergencies: lambda *_: Emergencies(
            emergencies=[EMERGENCY], scope=Scope(categories=["identity", "health"])
        ),
    }
    for command in (ContestMandate, ContestEmergency, ChooseEmergency, SettleNotice, RecordMandate):
        house.caller.replies[command] = done
    house.caller.replies |= dict.fromkeys((OpenEmergency, ReviewEmergency, ConfirmMandate), done)


@pytest.mark.feature("V23")
def test_one_page_says_who_can_see_until_when_and_who_never_can(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    protected(house)
    page = walker.get("/qui-voit")
    for words in (
        "Maison des Tilleuls",
        "Cela s'arrête tout seul le 31 mai 2026",
        "Tutelle",
        "Service des Saules (exemple)",
        "Chloé Imaginaire (Équipe (exemple)) est entré en urgence",
        "Ceux qui ne peuvent jamais voir",
        "L'équipe technique de Maillon",
    ):
        assert words in page
    assert "data-speak hidden" in page  # no dead button: the script shows it where there is a voice
    assert "data-print hidden" in page


@pytest.mark.feature("V23")
def test_the_page_is_the_persons_alone(house: House) -> None:
    walker = Walker(house)
    walker.get("/qui-voit")
    assert walker.path == "/connexion"
    walker.enter_as_professional()
    walker.get("/qui-voit")
    assert walker.status == 403


@pytest.mark.feature("W6")
def test_the_person_contests_a_mandate_and_an_emergency_and_chooses(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    protected(house)
    walker.post("/qui-voit/mandats/m1", words="Je sais compter.")
    assert "Une deuxième personne doit regarder" in walker.page
    walker.post("/qui-voit/urgences/e1", words="Je dormais.")
    walker.post("/qui-voit/choix", emergency="no")
    asked = [
        house.caller.all(kind)[0].request for kind in (ContestMandate, ContestEmergency, ChooseEmergency)
    ]
    assert asked == [
        ContestMandate(vault_id=vault_id, mandate_id="m1", words="Je sais compter."),
        ContestEmergency(vault_id=vault_id, emergency_id="e1", words="Je dormais."),
        ChooseEmergency(vault_id=vault_id, allowed=False),
    ]


def test_contesting_without_a_word_asks_for_one(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    protected(house)
    walker.post("/qui-voit/urgences/e1", words=" ")
    assert ("Je ne suis pas d'accord" in walker.page, walker.status >= 400) == (True, True)
    assert (walker.status < 500, house.caller.all(ContestEmergency)) == (True, [])


@pytest.mark.feature("V11")
def test_the_first_page_tells_of_unusual_access_with_two_ways_out(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    protected(house)
    notice = Notice(id="night.7", rule="night", at=NOW, actor="Chloé Imaginaire", consents=["c1"])
    house.caller.replies[ListNotices] = lambda *_: Notices(notices=[notice])
    page = walker.get("/")
    assert "Chloé Imaginaire a ouvert vos papiers la nuit" in page
    assert 'href="/partage/c1/arret"' in page
    walker.post("/avis/night.7/bien", key=walker.key())
    assert house.caller.all(SettleNotice)[0].request == SettleNotice(vault_id=vault_id, notice_id="night.7")


@pytest.mark.feature("V14")
def test_a_closed_vault_leads_a_professional_to_emergency_access(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    protected(house)

    def closed(*_: Any) -> Done:
        raise NotAllowed("no_consent", "La personne ne vous a pas donné accès à ce coffre.")

    house.caller.replies[GetVault] = closed
    walker.get("/coffre/v1")
    assert (walker.status, "/coffre/v1/urgence" in walker.page) == (403, True)
    walker.get("/coffre/v1/urgence")
    assert walker.status == 200
    walker.post("/coffre/v1/urgence", reason="cannot_answer", account="Trouvée inconsciente", minutes="30")
    sent = house.caller.all(OpenEmergency)[0].request
    assert sent == OpenEmergency(
        vault_id="v1", reason="cannot_answer", account="Trouvée inconsciente", minutes=30
    )
    walker.post("/coffre/v1/urgence", reason="cannot_answer", account="vite", minutes="30")
    assert (walker.status >= 400, len(house.caller.all(OpenEmergency))) == (True, 1)


@pytest.mark.feature("V14")
def test_what_the_vault_refuses_is_said_on_the_form(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    protected(house)

    def refused(*_: Any) -> Done:
        raise Refused("review_waiting", "Votre accès d'urgence précédent doit d'abord être vérifié.")

    house.caller.replies[OpenEmergency] = refused
    page = walker.post("/coffre/v1/urgence", reason="cannot_answer", account="Encore une fois", minutes="30")
    assert (walker.status, "doit d'abord être vérifié" in page) == (422, True)


@pytest.mark.feature("V13")
def test_a_second_person_finds_what_to_verify_and_confirms(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    protected(house, state="waiting", to_confirm=True)
    one = Verification(kind="mandate", vault_id="v1", id="m1", person="Awa", by="Marc", at=NOW)
    house.caller.replies[ListVerifications] = lambda *_: Verifications(verifications=[one])
    assert "Marc a enregistré un mandat pour Awa." in walker.get("/")
    page = walker.get("/coffre/v1/mandats")
    assert "/coffre/v1/papiers/d9/voir" in page
    walker.post("/coffre/v1/mandats/m1/confirmer", key=walker.key())
    assert house.caller.all(ConfirmMandate)[0].request == ConfirmMandate(vault_id="v1", mandate_id="m1")
    walker.post("/coffre/v1/urgences/e1/verifier", outcome="justified", account="Vu avec les secours.")
    assert "Votre réponse est gardée" in walker.page


@pytest.mark.feature("V13")
def test_a_mandate_is_recorded_from_a_form_and_an_empty_day_is_named(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    protected(house)
    walker.get("/coffre/v1/mandats")
    me = house.caller.asked[-1].actor.id
    fields: dict[str, Any] = {
        "kind": "tutelle",
        "grantee": f"professional:{me}",
        "categories": ["income"],
        "actions": ["see", "add"],
        "since": "2026-03-01",
        "until": "2030-03-01",
        "court": "Tribunal (exemple)",
        "reference": "RG 00/00000",
    }
    walker.post("/coffre/v1/mandats", **fields)
    sent = house.caller.all(RecordMandate)[0].request
    assert isinstance(sent, RecordMandate)
    assert (sent.mandate.since.isoformat(), sent.mandate.kind) == ("2026-02-28T23:00:00+00:00", "tutelle")
    walker.post("/coffre/v1/mandats", **{**fields, "until": ""})
    assert (walker.status, len(house.caller.all(RecordMandate))) == (422, 1)


@pytest.mark.feature("V13")
def test_a_representative_opens_the_vault_of_who_cannot_sign_by_the_api(house: House) -> None:
    house.caller.replies[OpenRepresentedVault] = done
    body = {"given_name": "Awa", "pin": "4807", "mandate": msgspec.to_builtins(TERMS)}
    answer = house.client.post("/api/v1/represented-vaults", json=body, headers=house.sign_up())
    assert (answer.status_code, bool(answer.json()["card"])) == (201, True)
    assert house.caller.all(OpenRepresentedVault)[0].request.vault_id == answer.json()["vault_id"]  # type: ignore[attr-defined]
    assert house.client.post("/api/v1/represented-vaults", json=body).status_code == 401
