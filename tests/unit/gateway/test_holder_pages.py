"""The person's own pages: what is there, who can see, who looked, and how to stop it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from services.gateway.pages.words import load_words
from shared.contracts.vault import (
    AccessLog,
    ConsentTerms,
    EraseVault,
    GetVault,
    GrantConsent,
    ListDocuments,
    LogLine,
    ReadAccessLog,
    RefuseConsent,
    RevokeConsent,
    SetReach,
)
from shared.contracts.vault_erasure import GetErasure
from shared.problems import NotFound
from tests.unit.gateway.erasing import report
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import CONSENT, TERMS, Walker, done, furnish

LOG_KINDS = [
    "vault_opened",
    "consent_granted",
    "consent_requested",
    "consent_refused",
    "consent_revoked",
    "document_deposited",
    "document_seen",
    "document_previewed",
    "document_printed",
    "document_downloaded",
    "documents_listed",
    "access_refused",
    "appointment_scheduled",
    "appointment_moved",
    "appointment_amended",
    "appointment_cancelled",
    "appointments_listed",
    "vault_seen",
    "person_listed",
    "reach_set",
    "vault_exported",
    "vault_erased",
    "note_added",
    "pages_begun",
    "pages_dropped",
    "note_rewritten",
    "note_removed",
    "note_seen",
    "notes_listed",
    "contact_added",
    "contact_corrected",
    "contact_removed",
    "contacts_listed",
    "contacts_imported",
    "contacts_taken",
    "project_seen",
    "project_written",
    "project_steps_moved",
    "project_signed",
    "project_disagreed",
    "recovery_begun",
    "recovery_done",
    "recovery_failed",
    "link_given",
    "link_withdrawn",
    "link_opened",
    "link_refused",
    "expiry_noted",
    "expiry_forgotten",
    "act_drawn_up",
    "calendar_taken",
    "calendar_read",
    "calendar_address_given",
    "calendar_address_withdrawn",
    "series_scheduled",
    "series_moved",
    "series_cancelled",
    "series_put_back",
]


@pytest.mark.feature("X3")
def test_the_first_page_is_big_tiles_with_a_pictogram_and_a_word(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    for words in (
        "Bonjour Awa",
        "Mes papiers",
        'Mes <span class="whole">rendez-vous</span>',
        "Mes partages",
        "Qui peut voir, qui ne peut jamais",
        "Qui a regardé",
        "Tout emporter",
    ):
        assert words in walker.page
    tiles = walker.page.split('class="tile"')[1:]
    assert len(tiles) == 11
    assert all("<svg" in tile.split("</a>")[0] for tile in tiles)


def test_every_page_of_the_person_opens(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    paths = [
        "/papiers",
        "/papiers/ajouter",
        "/rendez-vous",
        "/partage",
        "/partage/c1/arret",
        "/partage/demandes/r1",
    ]
    for path in [*paths, "/journal", "/emporter", "/reglages"]:
        walker.get(path)
        assert (walker.status, walker.path) == (200, path)


def test_stopping_is_asked_twice_and_its_result_is_clear(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies[RevokeConsent] = done
    assert "Arrêter pour Maison des Tilleuls ?" in walker.get("/partage/c1/arret")
    assert house.caller.all(RevokeConsent) == []
    assert "Ce n'est pas encore arrêté" in walker.post("/partage/c1/arret", key=walker.key())
    asked = house.caller.all(RevokeConsent)[0]
    assert asked.request == RevokeConsent(vault_id=vault_id, consent_id="c1")
    stopped = CONSENT.__class__(id="c1", terms=CONSENT.terms, state="revoked", granted_at=NOW)
    before = house.caller.replies[GetVault]
    house.caller.replies[GetVault] = lambda q, a: before(q, a).__class__(
        id=vault_id, given_name="Awa", family_name="", language="fr", consents=[stopped]
    )
    assert "Maison des Tilleuls ne peut plus rien ouvrir." in walker.get("/partage/c1/arrete")


def test_a_request_may_be_granted_for_less(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies[GrantConsent] = done
    fields = {"categories": "identity", "actions": "see", "purpose": "rights", "days": "30", "answer": "yes"}
    assert "Vous pouvez l'arrêter quand vous voulez" in walker.post("/partage/demandes/r1", **fields)
    command = house.caller.all(GrantConsent)[0].request
    assert isinstance(command, GrantConsent)
    terms: ConsentTerms = command.terms
    assert (terms.scope.categories, terms.scope.parts, terms.actions) == (["identity"], [], ["see"])
    assert terms.until is not None
    assert (terms.until - NOW).days == 30
    assert command.request_id == "r1"


def test_a_request_may_be_refused(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies[RefuseConsent] = done
    assert "Vous avez dit non" in walker.post("/partage/demandes/r1", answer="no")
    assert len(house.caller.all(RefuseConsent)) == 1
    assert house.caller.all(GrantConsent) == []


@pytest.mark.feature("X3")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_log_is_in_plain_sentences_never_codes(house: House, language: str) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    words = load_words()[language]
    lines = [LogLine(number=n, at=NOW, kind=kind, actor="Agnès") for n, kind in enumerate(LOG_KINDS, 1)]
    house.caller.replies[ReadAccessLog] = lambda *_: AccessLog(lines=lines, total=len(lines))
    walker.get(f"/langue/{language}?vers=/journal")
    assert [kind for kind in LOG_KINDS if not words.has(f"log.{kind}")] == []
    assert [kind for kind in LOG_KINDS if kind in walker.page] == []


def test_what_people_write_is_never_run(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house, vault_id, given_name="<script>alert(1)</script>")
    answer = house.client.get("/")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_the_number_and_language_are_kept_or_the_box_at_fault_named(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies[SetReach] = done
    walker.get("/reglages")
    fields = {"phone": "+33639980010", "language": "ar", "place_name_in_sms": "yes", "key": walker.key()}
    assert "C'est gardé" in walker.post("/reglages", **fields)
    expected = SetReach(vault_id=vault_id, phone="+33639980010", language="ar", place_name_in_sms=True)
    assert house.caller.all(SetReach)[0].request == expected
    walker.post("/reglages", **{**fields, "language": "klingon"})
    assert walker.status == 422


def test_the_same_form_sent_twice_carries_the_same_key(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies[SetReach] = done
    walker.get("/reglages")
    first = walker.key()
    for key in (first, first, "not one of ours", "not one of ours"):
        walker.post("/reglages", phone="", language="fr", key=key)
    keys = [asked.key for asked in house.caller.all(SetReach)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.feature("W4")
def test_erasing_needs_the_word_and_the_pin_then_reports_and_closes_the_account(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    house.caller.replies |= {EraseVault: done, GetErasure: lambda q, _: report(q.vault_id)}
    for wrong in ({"confirmation": "oui", "pin": "4807"}, {"confirmation": "effacer", "pin": "9513"}):
        walker.post("/effacer", **wrong)
        assert walker.status in (422, 401)
    assert house.caller.all(EraseVault) == []
    page = walker.post("/effacer", confirmation="effacer", pin="4807")
    for told in ("Votre coffre est effacé", "3 fichiers ont été supprimés", "12 lignes du journal", vault_id):
        assert told in page
    address = walker.path
    walker.get("/papiers")
    assert walker.path == "/connexion"
    assert "Votre coffre est effacé" in walker.get(address)
    walker.get(address[:-1] + ("0" if address[-1] != "0" else "1"))
    assert walker.status == 404


def test_a_report_never_claims_what_is_not_done_yet(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    unfinished = lambda q, _: report(q.vault_id, completed_at=None)  # noqa: E731
    house.caller.replies |= {EraseVault: done, GetErasure: unfinished}
    page = walker.post("/effacer", confirmation="EFFACER", pin="4807")
    assert "en cours de suppression" in page
    assert "ont été supprimés" not in page


def test_a_refusal_is_a_page_in_plain_words_with_a_way_out(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()

    def gone(*_: object) -> object:
        raise NotFound("vault_not_found", "Ce coffre n'existe pas.")

    house.caller.replies[GetVault] = gone
    page = walker.get("/partage")
    assert walker.status == 404
    assert "Ce coffre n'existe pas." in page
    assert "Retour à l'accueil" in page


def test_a_bug_is_a_page_that_tells_nothing_but_a_reference(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()

    def break_down(*_: object) -> object:
        raise RuntimeError("Awa 0639980010")

    house.caller.replies[ListDocuments] = break_down
    page = walker.get("/papiers")
    assert walker.status == 500
    assert "0639980010" not in page
    assert "Référence" in page


def test_a_holder_has_no_business_on_a_professionals_page(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    for path in ("/contacts", "/structures", "/coffres/nouveau"):
        walker.get(path)
        assert walker.status == 403


def test_a_grant_never_ends_after_what_was_asked(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies[GrantConsent] = done
    house.clock.move(timedelta(minutes=10))
    fields = {"categories": "identity", "actions": "see", "purpose": "rights", "days": "90", "answer": "yes"}
    walker.post("/partage/demandes/r1", **fields)
    command = house.caller.all(GrantConsent)[0].request
    assert isinstance(command, GrantConsent)
    assert command.terms.until == TERMS.until


def test_no_page_uses_an_id_twice(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    pages = [walker.get(path) for path in ("/", "/papiers/ajouter", "/rendez-vous", "/partage", "/reglages")]
    walker.post("/deconnexion")
    walker.enter_as_professional(email="bruno@exemple.invalid")
    pages += [walker.get(path) for path in (f"/coffre/{vault_id}", "/coffres/nouveau", "/structures")]
    for page in pages:
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), sorted(ids)
