"""A professional's, a manager's and an operator's pages."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import pytest

from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.operators import create_operator
from shared.blobs import new_document_key
from shared.contracts.directory import (
    ContactLink,
    ContactLinks,
    GetOrganisation,
    ListContacts,
    ListMyOrganisations,
    Member,
    Organisation,
    ProfessionalCard,
    RequestContact,
    VerifyProfessional,
)
from shared.contracts.ingest import GetRegisterStatus, LoadRegister, RegisterStatus
from shared.contracts.vault import (
    BeginDeposit,
    DepositDocument,
    DepositTicket,
    GetVault,
    ListFollowUps,
    OpenVault,
    RequestConsent,
)
from shared.contracts.vault_appointments import CancelAppointment, MoveAppointment, ScheduleAppointment
from shared.problems import Conflict, InvalidInput, NotAllowed, Refused, Unavailable
from tests.unit.gateway.house import NOW, PASSWORD, SECRET, House
from tests.unit.gateway.walker import (
    MEETING,
    ORGANISATION,
    PAPER,
    TERMS,
    Walker,
    done,
    organisations,
)

OPENING = {
    "given_name": "Awa",
    "family_name": "",
    "language": "fr",
    "phone": "",
    "grantee": "organisation:org1",
    "categories": ["identity", "rights"],
    "parts": "appointments",
    "actions": ["see", "add"],
    "purpose": "rights",
    "days": "180",
    "pin": "4807",
    "pin_again": "4807",
}


@pytest.fixture
def walker(house: House) -> Walker:
    """Agnès, manager of an organisation, signed in."""
    walker = Walker(house)
    house.caller.replies |= {ListMyOrganisations: organisations, GetOrganisation: lambda *_: ORGANISATION}
    walker.enter_as_professional()
    return walker


def raising(problem: Exception) -> Any:
    def answer(*_: Any) -> Any:
        raise problem

    return answer


def test_the_first_page_is_the_people_i_follow_and_a_search(walker: Walker) -> None:
    page = walker.get("/")
    assert "Awa Exemple" in page
    assert 'action="/lieux"' in page
    assert 'href="/coffre/v1"' in page


def test_with_the_vault_down_the_first_page_still_opens(house: House, walker: Walker) -> None:
    house.caller.replies[ListFollowUps] = raising(Unavailable("no_reply"))
    assert "La liste ne répond pas" in walker.get("/")
    assert walker.status == 200


@pytest.mark.feature("V1")
def test_a_vault_is_opened_on_one_screen_and_its_card_is_ready_to_print(house: House, walker: Walker) -> None:
    walker.get("/coffres/nouveau")
    page = walker.post("/coffres/nouveau", **OPENING, key=walker.key())
    assert walker.path.startswith("/carte/")
    assert "La carte-clé est prête" in page
    command = house.caller.all(OpenVault)[0].request
    assert isinstance(command, OpenVault)
    assert command.consent is not None
    assert command.consent.grantee.name == "Maison des Tilleuls"
    assert command.consent.scope.categories == ["identity", "rights"]
    assert (command.consent.until - NOW).days == 180  # type: ignore[operator]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"categories": [], "parts": []}, "categories"),
        ({"days": ""}, "days"),
        ({"days": "9999"}, "days"),
        ({"grantee": "organisation:another"}, "grantee"),
        ({"pin_again": "4808"}, "pin_again"),
        ({"pin": "1111", "pin_again": "1111"}, "pin"),
    ],
)
def test_an_opening_that_lacks_something_names_the_box_and_opens_nothing(
    house: House, walker: Walker, change: dict[str, Any], field: str
) -> None:
    page = walker.post("/coffres/nouveau", **{**OPENING, **change})
    assert walker.status == 422
    assert f'id="{field}-wrong"' in page
    assert 'value="4807"' not in page
    assert house.caller.all(OpenVault) == []


def test_a_person_page_shows_papers_appointments_and_what_remains(walker: Walker) -> None:
    page = walker.get("/coffre/v1")
    for words in ("Carte d'identité", "jeudi 5 mars 2026 à 14h30", "Reste 90 jours", "Ajouter un papier"):
        assert words in page


def test_without_a_consent_the_person_page_is_refused(house: House, walker: Walker) -> None:
    house.caller.replies[GetVault] = raising(NotAllowed("no_consent"))
    assert "La personne ne vous a pas donné d'autorisation." in walker.get("/coffre/v1")
    assert walker.status == 403


def test_a_paper_is_added_from_the_page(house: House, walker: Walker) -> None:
    ticket = DepositTicket(
        document_id=str(uuid4()),
        data_key=base64.b64encode(new_document_key()).decode(),
        associated_data="v1/d",
        max_bytes=1_000,
        expires_at=NOW,
    )
    house.caller.replies |= {BeginDeposit: lambda *_: ticket, DepositDocument: lambda *_: PAPER}
    fields = {"category": "identity", "title": "Carte"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    files = {"file": ("carte.pdf", b"%PDF", "application/pdf")}
    answer = house.client.post("/coffre/v1/papiers", data=fields, files=files, headers=headers)
    assert "Le papier est gardé." in answer.text
    assert house.caller.all(BeginDeposit)[0].request == BeginDeposit(
        vault_id="v1", category="identity", title="Carte"
    )
    files = {"file": ("carte.pdf", b"x" * 2_000, "application/pdf")}
    answer = house.client.post("/coffre/v1/papiers", data=fields, files=files, headers=headers)
    assert answer.status_code == 413
    assert "trop lourd" in answer.text


def test_an_appointment_is_added_moved_and_cancelled(house: House, walker: Walker) -> None:
    meeting: dict[type[Any], Any] = {
        ScheduleAppointment: lambda *_: MEETING,
        MoveAppointment: lambda *_: MEETING,
    }
    house.caller.replies.update(meeting)
    house.caller.replies[CancelAppointment] = done
    root = "/coffre/v1/rendez-vous"
    walker.post(root, title="Mairie", starts_local="2026-03-05T14:30", lead_hours=["24", "2"])
    assert "Le rendez-vous est noté." in walker.page
    command = house.caller.all(ScheduleAppointment)[0].request
    assert isinstance(command, ScheduleAppointment)
    assert (command.zone, command.lead_hours) == ("Europe/Paris", [24, 2])
    assert "Le rendez-vous est déplacé" in walker.post(f"{root}/a1/deplacer", starts_local="2026-03-06T09:00")
    assert "Le rendez-vous est annulé" in walker.post(f"{root}/a1/annuler")
    walker.post(root, title="Mairie", starts_local="demain")
    assert walker.status == 422
    assert 'id="meeting-starts_local-wrong"' in walker.page


def test_a_consent_is_asked_from_the_page(house: House, walker: Walker) -> None:
    house.caller.replies[RequestConsent] = done
    fields = {"grantee": "organisation:org1", "categories": "housing", "purpose": "housing", "days": "90"}
    assert "La demande est envoyée" in walker.post("/coffre/v1/demande", **fields)
    assert "Choisissez au moins une sorte" in walker.post(
        "/coffre/v1/demande", **{**fields, "categories": []}
    )


def test_contacts_hide_coordinates_until_accepted_and_say_how_to_answer(house: House, walker: Walker) -> None:
    hidden = ProfessionalCard(id="p2", initials="C. I.", profession="infirmière")
    known = ProfessionalCard(
        id="p3",
        initials="B. F.",
        profession="",
        given_name="Bruno",
        family_name="Fictif",
        email="b@exemple.invalid",
    )
    links = [
        ContactLink(id="l1", state="requested", asked_by_me=False, other=hidden),
        ContactLink(id="l2", state="accepted", asked_by_me=True, other=known),
    ]
    house.caller.replies[ListContacts] = lambda *_: ContactLinks(links=links)
    page = walker.get("/contacts")
    assert 'action="/contacts/l1/accepter"' in page
    assert "mailto:b@exemple.invalid" in page
    assert "Bruno Fictif" in page


def test_a_contact_already_asked_is_told_as_a_page(house: House, walker: Walker) -> None:
    house.caller.replies[RequestContact] = raising(Conflict("already_requested", "Vous l'avez déjà demandé."))
    assert "Vous l'avez déjà demandé." in walker.post("/contacts", professional_id="p2")
    assert walker.status == 409


def test_a_manager_verifies_a_member_and_a_mere_member_sees_no_such_button(
    house: House, walker: Walker
) -> None:
    member = Member(professional_id="p2", initials="B. F.", role="member", verified=False)

    def organisation(role: Any) -> Any:
        return lambda *_: Organisation(id="org1", name="Relais", my_role=role, members=[member])

    house.caller.replies[GetOrganisation] = organisation("manager")
    house.caller.replies[VerifyProfessional] = done
    assert "Vérifier ce compte" in walker.get("/structures/org1")
    assert "Le compte est vérifié." in walker.post("/structures/org1/membres/p2/verifier")
    assert house.caller.all(VerifyProfessional)[0].request == VerifyProfessional(professional_id="p2")
    house.caller.replies[GetOrganisation] = organisation("member")
    assert "Vérifier ce compte" not in walker.get("/structures/org1")


def test_the_operator_sees_registers_and_which_services_answer(house: House) -> None:
    walker = Walker(house)
    create_operator(house.engine, GatewayKeys(SECRET), house.clock, "op@exemple.invalid", PASSWORD)
    house.caller.replies |= {
        GetRegisterStatus: lambda *_: RegisterStatus(extents=[]),
        ListFollowUps: raising(Unavailable("no_reply")),
        LoadRegister: raising(Refused("register_refused", "Ligne 1 : ce n'est pas un registre.")),
    }
    page = walker.post("/connexion", email="op@exemple.invalid", password=PASSWORD)
    assert page.count("Ne répond pas") == 1
    assert page.count("Répond</span>") == 3
    assert "Aucun registre n'a encore été lu" in page
    assert "Ligne 1 : ce n'est pas un registre." in walker.post("/registre", path="page.csv")
    assert walker.status == 422


def test_an_operators_email_is_taken_once(house: House) -> None:
    keys = GatewayKeys(SECRET)
    create_operator(house.engine, keys, house.clock, "op@exemple.invalid", PASSWORD)
    with pytest.raises(Conflict):
        create_operator(house.engine, keys, house.clock, "OP@exemple.invalid", PASSWORD)
    with pytest.raises(InvalidInput):
        create_operator(house.engine, keys, house.clock, "other@exemple.invalid", "court")


def test_terms_shown_are_the_terms_granted(walker: Walker) -> None:
    page = walker.get("/coffre/v1")
    assert TERMS.grantee.name in page
    assert "voir, ajouter" in page
