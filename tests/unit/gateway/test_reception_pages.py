"""The desk's pages: the day's list, slips, acts; and a tablet that keeps nothing of who leaves it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.vault_acts import (
    Act,
    Acts,
    ActVerdict,
    DrawUpAct,
    ListActs,
    VerifyAct,
    act_digest,
)
from shared.contracts.vault_day import DayAppointment, DayAppointments, ListDayAppointments
from shared.problems import NotAllowed
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker

TEXT = "ACTE D'UN COFFRE MAILLON\nRéférence : 00"
ACT = Act(id="act1", text=TEXT, sha256=act_digest(TEXT), drawn_up_at=NOW, drawn_up_by="Agnès")
MEETING = DayAppointment(
    vault_id="v1",
    appointment_id="a1",
    given_name="Awa",
    family_name="Exemple",
    starts_local="2026-03-05T14:30",
    zone="Europe/Paris",
    starts_at=NOW,
    place_name="Mairie (démo)",
)
OWN = {"Sec-Fetch-Site": "same-origin"}


def judge(request: Any, _actor: Any) -> ActVerdict:
    return ActVerdict(known=request.sha256 == ACT.sha256, drawn_up_at=NOW)


def refuse(*_: Any) -> Any:
    raise NotAllowed("no_consent")


@pytest.mark.feature("V24")
def test_the_days_list_and_its_slips_are_pages_to_print(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies[ListDayAppointments] = lambda *_: DayAppointments(appointments=[MEETING])
    assert 'href="/accueil"' in walker.get("/")
    page = walker.get("/accueil?jour=2026-03-05")
    for words in ("5 mars 2026", "14:30", "Awa Exemple", "Mairie (démo)", "jour=2026-03-04"):
        assert words in page
    slips = walker.get("/accueil/billets?jour=2026-03-05")
    assert "jeudi 5 mars 2026 à 14h30" in slips
    assert "Exemple" not in slips
    walker.get("/accueil?jour=nimporte")
    days = [asked.request.day for asked in house.caller.all(ListDayAppointments)]  # type: ignore[attr-defined]
    assert days == ["2026-03-05", "2026-03-05", "2026-03-02"]


@pytest.mark.feature("V24")
def test_the_list_is_for_professionals_and_a_false_day_is_refused_by_the_api(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    for path in ("/accueil", "/accueil/billets"):
        walker.get(path)
        assert walker.status == 403
    assert house.caller.all(ListDayAppointments) == []
    too_long = house.client.get("/api/v1/day-appointments?day=2026-03-05-and-more", headers=OWN)
    assert too_long.status_code in (400, 422)


@pytest.mark.feature("V2")
def test_an_act_is_made_printed_and_verified_by_whoever_holds_it(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies |= {
        DrawUpAct: lambda *_: ACT,
        ListActs: lambda *_: Acts(acts=[ACT]),
        VerifyAct: judge,
    }
    assert "/coffre/v1/actes" in walker.get("/coffre/v1")
    assert "Faire l'acte" in walker.get("/coffre/v1/actes")
    page = walker.post("/coffre/v1/actes", key=walker.key())
    assert walker.path == "/coffre/v1/actes/act1"
    for words in (TEXT, 'class="qr"', "Signature de la personne", ACT.sha256[:16]):
        assert words in page
    house.client.cookies.clear()
    assert "a été fait ici" in walker.get(f"/actes/verifier?empreinte={ACT.sha256}")
    assert "a été fait ici" in walker.post("/actes/verifier", text=TEXT.replace("\n", " \r\n"))
    assert "n'est pas connu" in walker.post("/actes/verifier", text=TEXT + " et plus")
    by_api = house.client.post("/api/v1/act-verifications", json={"text": TEXT})
    assert by_api.json()["known"] is True


@pytest.mark.feature("V2")
def test_no_act_is_made_without_a_consent_and_nothing_is_verified_from_nothing(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies |= {DrawUpAct: refuse, ListActs: lambda *_: Acts(acts=[])}
    walker.post("/coffre/v1/actes")
    assert walker.status == 403
    walker.get("/coffre/v1/actes/act1")
    assert walker.status == 404
    walker.post("/actes/verifier", text=" ", sha256="not one")
    assert walker.status == 422
    assert house.caller.all(VerifyAct) == []


def cookies(house: House) -> set[str]:
    return {cookie.name for cookie in house.client.cookies.jar}


@pytest.mark.feature("V24")
def test_on_a_shared_tablet_several_people_pass_and_nothing_of_one_is_left_to_the_next(house: House) -> None:
    walker = Walker(house)
    assert "Tablette partagée" in walker.get("/connexion/carte")
    assert "rien n'y restera" in walker.post("/tablette", on="yes")
    for _ in range(2):
        walker.enter_as_holder()
        house.client.get("/langue/en", headers=OWN)
        assert "maillon-device" not in cookies(house)
        answer = house.client.post("/deconnexion", headers=OWN, follow_redirects=False)
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert answer.headers["Location"].startswith("/connexion/carte")
        assert answer.headers["Cache-Control"] == "no-store"
        assert cookies(house) == {"maillon-shared"}
        house.caller.replies.clear()
    assert "n'est plus partagée" in walker.post("/tablette", on="no")
    assert cookies(house) == set()


def test_on_ones_own_telephone_the_device_is_still_known_after_leaving(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    walker.post("/deconnexion")
    assert "maillon-device" in cookies(house)
    assert walker.path == "/connexion"
