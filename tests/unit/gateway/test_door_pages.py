"""The door as people see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.gateway.house import PASSWORD, PROFILE, House
from tests.unit.gateway.walker import Walker, furnish

WEIGHT_MAX_BYTES = 60_000


def test_a_page_asked_signed_out_leads_to_the_door_and_back(house: House) -> None:
    walker = Walker(house)
    house.sign_up()
    page = walker.get("/contacts")
    assert walker.path == "/connexion"
    assert 'name="next" value="/contacts"' in page


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_door_never_leads_to_another_site(house: House, path: str) -> None:
    house.sign_up()
    fields = {"email": PROFILE["email"], "password": PASSWORD, "next": path}
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = house.client.post("/connexion", data=fields, headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_wrong_words_are_told_and_the_password_is_not_sent_back(house: House) -> None:
    walker = Walker(house)
    house.sign_up()
    page = walker.post("/connexion", email=PROFILE["email"], password="un faux mot de passe")
    assert walker.status == 401
    assert "E-mail ou mot de passe incorrect." in page
    assert "un faux mot de passe" not in page
    assert PROFILE["email"] in page


def test_an_expired_session_is_told_plainly(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    house.clock.move(timedelta(hours=3))
    assert "nous avons fermé" in walker.get("/contacts")


def test_a_revoked_card_is_told_plainly(house: House) -> None:
    walker = Walker(house)
    opened = house.open_vault(house.sign_up())
    furnish(house, opened["vault_id"])
    walker.post("/connexion/carte", card=opened["card"], pin="4807")
    walker.post("/carte-neuve", pin="4807")
    assert "<svg" in walker.page
    walker.post("/deconnexion")
    page = walker.post("/connexion/carte", card=opened["card"], pin="4807")
    assert walker.status == 401
    assert "Cette carte n'est plus valable" in page


@pytest.mark.feature("D1")
def test_signing_up_takes_one_page_and_lets_in(house: House) -> None:
    walker = Walker(house)
    furnish(house)
    page = walker.post("/inscription", **PROFILE, password=PASSWORD)
    assert "Votre compte est ouvert." in page
    assert "Les personnes que je suis" in page


def test_a_sign_up_with_an_empty_box_names_it(house: House) -> None:
    walker = Walker(house)
    page = walker.post("/inscription", **{**PROFILE, "family_name": " "}, password=PASSWORD)
    assert walker.status == 422
    assert 'id="family_name-wrong"' in page
    assert 'aria-invalid="true"' in page


def test_signing_out_closes_and_clears(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    assert "Vous êtes sorti" in walker.post("/deconnexion")
    walker.get("/contacts")
    assert walker.path == "/connexion"


@pytest.mark.feature("X3")
def test_the_language_is_chosen_by_the_browser_or_by_the_link(house: House) -> None:
    assert "Welcome" in house.client.get("/", headers={"Accept-Language": "en"}).text
    answer = house.client.get("/langue/en", params={"vers": "/lieux"})
    assert answer.request.url.path == "/lieux"
    page = house.client.get("/", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in page


def test_a_form_from_another_site_is_refused_as_a_page(house: House) -> None:
    answer = house.client.post("/connexion", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "vient d'un autre site" in answer.text.replace("&#39;", "'")


@pytest.mark.feature("X1")
def test_a_first_view_weighs_less_than_sixty_kilobytes(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    parts = ("/static/style.css", "/static/page.js", "/static/maillon.svg")
    common = sum(len(house.client.get(path).content) for path in parts)
    for path in ("/", "/papiers", "/papiers/ajouter", "/rendez-vous", "/partage", "/journal", "/reglages"):
        assert len(walker.get(path).encode()) + common < WEIGHT_MAX_BYTES, path


def test_static_files_are_named_exactly_and_kept_by_browsers(house: House) -> None:
    assert "immutable" in house.client.get("/static/style.css").headers["cache-control"]
    for path in ("/static/nothing.css", "/static/..%2fapp.py", "/static/icons"):
        assert house.client.get(path).status_code == 404
