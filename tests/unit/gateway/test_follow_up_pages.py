"""Consents that go on, on pages: renewed in one tap, passed on, members kept out by name, handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from services.gateway.api.routes import API_PATH
from shared.contracts.directory import (
    ContactLink,
    ContactLinks,
    GetOrganisation,
    ListContacts,
    ListMyOrganisations,
    Member,
    Organisation,
    Organisations,
    ProfessionalCard,
)
from shared.contracts.directory_names import GetNames, NamedProfessional, NamedProfessionals
from shared.contracts.vault import FollowUps, GetVault, GrantConsent, ListDocuments, ListFollowUps, Vault
from shared.contracts.vault_consents import (
    Consent,
    ConsentRequest,
    ExceptMember,
    FollowUpMember,
    FollowUpMembers,
    HandOverFollowUp,
    ListFollowUpMembers,
    ProposeRenewal,
    RenewConsent,
    ReshareConsent,
    WithdrawDocument,
)
from shared.contracts.vault_listing import Documents
from shared.contracts.vault_terms import Grantee
from shared.problems import NotAllowed, Refused, Unavailable
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import CONSENT, ORGANISATION, PAPER, REQUEST, TERMS, Walker, done

SOON = NOW + timedelta(days=20)
OPEN = msgspec.structs.replace(TERMS, reshare=True, until=SOON)
ENDING: Consent = msgspec.structs.replace(
    CONSENT, terms=OPEN, remaining_days=20, renewable=True, ends_at=SOON, quiet_at=SOON + timedelta(days=9)
)
BRANCH: Consent = msgspec.structs.replace(
    CONSENT,
    id="c2",
    terms=msgspec.structs.replace(TERMS, grantee=Grantee(kind="professional", id="p9", name="Lou Essai")),
    parent_id="c1",
    shared_by_name="Bruno Fictif",
)
GONE: Consent = msgspec.structs.replace(
    BRANCH, id="c3", parent_id="", state="ended", ended_by="grantee_left", acting_for="org7",
    acting_for_name="Relais du Parc",
)  # fmt: skip
ASKING: ConsentRequest = msgspec.structs.replace(REQUEST, renews="c1", asked_by_name="Bruno Fictif")
BRUNO = Member(
    professional_id="p2",
    initials="B. F.",
    role="member",
    verified=True,
    given_name="Bruno",
    family_name="Fictif",
)


@dataclass
class Person:
    """What the vault tells of the person; changed by a test before it looks."""

    consents: list[Consent] = field(default_factory=lambda: [ENDING, BRANCH, GONE])
    requests: list[ConsentRequest] = field(default_factory=lambda: [ASKING])

    def __call__(self, request: GetVault, _actor: Any) -> Vault:
        return Vault(
            id=request.vault_id,
            given_name="Awa",
            family_name="Exemple",
            language="fr",
            consents=self.consents,
            requests=self.requests,
            actions=["see", "add"],
        )


def known(house: House) -> None:
    """The professional's service, colleague and contact, as the directory tells."""
    card = ProfessionalCard(id="p9", initials="L. E.", profession="", given_name="Lou", family_name="Essai")
    link = ContactLink(id="l1", state="accepted", asked_by_me=True, other=card)
    whole: Organisation = msgspec.structs.replace(ORGANISATION, members=[BRUNO])
    house.caller.replies |= {
        ListMyOrganisations: lambda *_: Organisations(organisations=[ORGANISATION]),
        GetOrganisation: lambda *_: whole,
        ListContacts: lambda *_: ContactLinks(links=[link]),
    }


@pytest.mark.feature("V7")
def test_the_person_sees_the_end_come_and_renews_in_one_tap(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {GetVault: Person(), RenewConsent: done, GrantConsent: done}
    page = walker.get("/partage")
    for words in ("se termine bientôt", "Bruno Fictif demande de prolonger", "Prolonger, pareil qu'avant"):
        assert words in page
    walker.post("/partage/c1/prolonger", key=walker.key())
    assert "L'autorisation est prolongée" in walker.page
    expected = RenewConsent(vault_id=vault_id, consent_id="c1")
    assert house.caller.all(RenewConsent)[0].request == expected


@pytest.mark.feature("V8")
def test_the_person_sees_the_tree_and_each_branch_can_be_cut(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies[GetVault] = Person()
    page = walker.get("/partage")
    for words in ("Partagé plus loin avec", "Lou Essai", "par Bruno Fictif", "/partage/c2/arret"):
        assert words in page
    assert page.index("/partage/c1/arret") < page.index("Partagé plus loin avec")


def test_who_left_their_service_is_replaced_by_it_in_one_tap(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies |= {GetVault: Person(), GrantConsent: done}
    assert "Donner la même chose à Relais du Parc" in walker.get("/partage")
    walker.post("/partage/c3/service", key=walker.key())
    granted = house.caller.all(GrantConsent)[0].request
    assert isinstance(granted, GrantConsent)
    assert (granted.terms.grantee.kind, granted.terms.grantee.id) == ("organisation", "org7")


@pytest.mark.feature("V12")
def test_members_are_shown_by_name_and_kept_out_by_a_button(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    members = [FollowUpMember(professional_id=f"p{n}", excepted=n == 3) for n in (2, 3)]
    bruno = NamedProfessional(id="p2", name="Bruno Fictif", profession="éducateur")
    house.caller.replies |= {
        GetVault: Person(),
        ListFollowUpMembers: lambda *_: FollowUpMembers(members=members, confirmed=False),
        GetNames: lambda *_: NamedProfessionals(professionals=[bruno]),
        ExceptMember: done,
    }
    page = walker.get("/partage/c1/membres")
    for words in (
        "Bruno Fictif",
        "Une personne de ce service",
        "ne peut rien ouvrir",
        "n'a pas pu être vérifiée",
    ):
        assert words in page
    walker.post("/partage/c1/membres/p2/a-part", key=walker.key())
    expected = ExceptMember(vault_id=vault_id, consent_id="c1", professional_id="p2")
    assert house.caller.all(ExceptMember)[0].request == expected
    house.caller.replies[GetNames] = unavailable
    assert "Une personne de ce service" in walker.get("/partage/c1/membres")


@pytest.mark.feature("V7")
def test_the_professional_asks_to_renew_once(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    person = Person(consents=[ENDING], requests=[])
    house.caller.replies |= {GetVault: person, ProposeRenewal: done}
    assert "Demander de prolonger" in walker.get("/coffre/v1")
    walker.post("/coffre/v1/autorisations/c1/prolonger", key=walker.key())
    assert "La personne décidera" in walker.page
    person.requests = [ASKING]
    page = walker.get("/coffre/v1")
    assert "Demande de prolonger envoyée" in page
    assert "Demander de prolonger" not in page
    house.caller.replies[ProposeRenewal] = waiting
    walker.post("/coffre/v1/autorisations/c1/prolonger", key=walker.key())
    assert walker.status == 422
    assert "n'a pas encore répondu" in walker.page


@pytest.mark.feature("O4")
def test_one_page_to_hand_over_and_to_pass_on_what_is_allowed(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    known(house)
    house.caller.replies |= {
        GetVault: Person(consents=[ENDING]),
        HandOverFollowUp: done,
        ReshareConsent: done,
    }
    page = walker.get("/coffre/v1/autorisations/c1")
    for words in ("Passer le relais", "Bruno Fictif", "Partager plus loin", "Lou Essai"):
        assert words in page
    walker.post(
        "/coffre/v1/autorisations/c1/relais",
        key=walker.key(),
        colleague="professional:p2",
        until="2026-03-10",
    )
    given = house.caller.all(HandOverFollowUp)[0].request
    assert isinstance(given, HandOverFollowUp)
    assert (given.professional_id, given.professional_name) == ("p2", "Bruno Fictif")
    assert given.until is not None
    assert given.until.isoformat() == "2026-03-11T00:00:00+01:00"
    fields = {"grantee": "professional:p9", "categories": ["identity"], "actions": ["see"], "days": "30"}
    walker.post("/coffre/v1/autorisations/c1/partager", key=walker.key(), **fields)
    shared = house.caller.all(ReshareConsent)[0].request
    assert isinstance(shared, ReshareConsent)
    assert (shared.terms.grantee.id, shared.terms.until) == ("p9", SOON)
    walker.post("/coffre/v1/autorisations/c1/relais", key=walker.key(), colleague="professional:px")
    assert walker.status == 422


def test_a_paper_in_the_wrong_vault_has_a_button_for_its_depositor(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    mine = msgspec.structs.replace(PAPER, may_take_back=True)
    house.caller.replies |= {ListDocuments: lambda *_: Documents(documents=[mine]), WithdrawDocument: done}
    assert "Reprendre (mauvais coffre)" in walker.get("/coffre/v1")
    walker.post("/coffre/v1/papiers/d1/reprendre", key=walker.key())
    assert "Le papier est repris" in walker.page
    house.caller.replies[WithdrawDocument] = seen
    walker.post("/coffre/v1/papiers/d1/reprendre", key=walker.key())
    assert "La personne a déjà vu ce papier" in walker.page


def test_a_long_list_of_people_goes_on(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    before = house.caller.replies[ListFollowUps]
    page: FollowUps = msgspec.structs.replace(before(None, None), next="v1")  # type: ignore[arg-type]
    house.caller.replies[ListFollowUps] = lambda *_: page
    assert 'href="/?apres=v1"' in walker.get("/")
    walker.get("/?apres=v1")
    assert house.caller.all(ListFollowUps)[-1].request == ListFollowUps(after="v1")


def test_the_api_renews_and_refuses_as_the_vault_says(house: House) -> None:
    headers = house.sign_up()
    house.caller.replies |= {RenewConsent: not_yours, ProposeRenewal: done}
    root = f"{API_PATH}/vaults/v1/consents/c1"
    assert house.client.post(f"{root}/renewal-requests", headers=headers).status_code == 201
    refusal = house.client.post(f"{root}/renewal", headers=headers)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "holder_only")


def unavailable(*_: Any) -> Any:
    raise Unavailable("no_reply")


def waiting(*_: Any) -> Any:
    raise Refused("renewal_waiting")


def seen(*_: Any) -> Any:
    raise Refused("deposit_seen")


def not_yours(*_: Any) -> Any:
    raise NotAllowed("holder_only")
