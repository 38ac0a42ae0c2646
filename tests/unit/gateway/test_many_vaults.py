"""Many vaults from one file: previewed by line and field, opened once each, claimed by their people alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.gateway.batches.opening import AT_ONCE
from services.gateway.batches.store import CARDS_KEPT, LEASE, PREVIEW_KEPT
from services.gateway.batches.tables import BATCH, ROW
from services.gateway.identity.tables import ACCOUNT
from shared.contracts.vault_facts import VaultErased
from shared.contracts.vault_waiting import CheckPeople, OpenWaitingVault
from shared.problems import NotAllowed, Refused, Unavailable
from tests.unit.gateway.house import PASSWORD, House
from tests.unit.gateway.many import CSV, PATH, WaitingRoom, cards_of, enter, open_all, upload
from tests.unit.gateway.test_erased_vaults import hear, rows_about


@pytest.fixture
def room(house: House) -> Iterator[WaitingRoom]:
    house.client.headers["Sec-Fetch-Site"] = "same-origin"
    yield WaitingRoom(house)
    del house.client.headers["Sec-Fetch-Site"]


def begin(house: House, content: str = CSV) -> str:
    enter(house)
    answer = upload(house, content)
    assert answer.status_code == 303, answer.text
    path: str = answer.headers["location"]
    return path


def accounts(house: House) -> int:
    with house.engine.connect() as connection:
        holders = sa.select(sa.func.count()).where(ACCOUNT.c.kind == "holder")
        return connection.execute(holders).scalar_one()


@pytest.mark.feature("V22", "V1")
def test_a_file_of_people_opens_a_vault_for_each_and_prints_their_cards(
    house: House, room: WaitingRoom
) -> None:
    path = begin(house)
    preview = house.client.get(path).text
    assert "3 coffres peuvent être ouverts" in preview
    assert room.opened == {}
    assert accounts(house) == 0
    assert "3 coffres sont ouverts" in open_all(house, path)
    assert [r.given_name for r in room.opened.values()] == ["Awa", "Léo", "Mia"]
    assert {r.consent for r in room.opened.values()} == {None}
    assert {r.asks.scope.categories[0] for r in room.opened.values() if r.asks} == {"identity"}
    assert len(set(cards_of(house, path))) == 3


@pytest.mark.feature("V22")
def test_each_fault_is_told_by_line_and_field_and_its_line_opens_nothing(
    house: House, room: WaitingRoom
) -> None:
    path = begin(house, "Prénom;Nom;Téléphone;NIR\nAwa;Exemple;0199000000;x\n\nLéo;Essai;;\nLeo;ESSAI;;\n")
    page = house.client.get(path).text
    assert "Ligne 2" in page
    assert "Téléphone\u00a0: ce n&#39;est pas un numéro de mobile." in page
    assert "Ligne 5" in page
    assert "la même personne est à la ligne 4" in page
    assert "ni lues ni gardées\u00a0: NIR" in page
    open_all(house, path)
    assert [r.given_name for r in room.opened.values()] == ["Léo"]


@pytest.mark.feature("V22")
def test_who_is_not_verified_opens_nothing_from_a_file(house: House, room: WaitingRoom) -> None:
    enter(house)
    house.caller.verified.clear()
    house.clock.move(timedelta(minutes=1))
    answer = upload(house, CSV)
    assert (answer.status_code, room.opened) == (403, {})


@pytest.mark.feature("V1")
def test_the_person_chooses_a_code_that_nobody_else_knows_then_comes_back_with_it(
    house: House, room: WaitingRoom
) -> None:
    path = begin(house)
    open_all(house, path)
    card = cards_of(house, path)[0]
    house.client.cookies.clear()
    for pin in ("", "4807", "0000"):
        page = house.client.post("/connexion/carte", data={"card": card, "pin": pin}).text
        assert "La première fois" in page
    chosen = {"card": card, "pin": "4807", "pin_again": "4807"}
    entered = house.client.post("/premiere-fois", data=chosen, follow_redirects=False)
    assert (entered.status_code, len(room.claimed)) == (303, 1)
    assert house.sign_in_by_card(card).status_code == 201
    assert house.sign_in_by_card(card, "9513").status_code == 401


@pytest.mark.feature("V1")
def test_a_card_whose_code_is_chosen_takes_no_other(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    card = cards_of(house, path)[0]
    house.client.post("/premiere-fois", data={"card": card, "pin": "4807", "pin_again": "4807"})
    again = house.client.post("/premiere-fois", data={"card": card, "pin": "9513", "pin_again": "9513"})
    assert (again.status_code, "a déjà servi" in again.text) == (401, True)
    assert house.sign_in_by_card(card).status_code == 201
    simple = house.client.post("/premiere-fois", data={"card": card, "pin": "1234", "pin_again": "1234"})
    assert simple.status_code == 422


def test_a_claim_that_got_no_answer_is_finished_by_signing_in(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    card = cards_of(house, path)[0]
    replies: dict[Any, Any] = house.caller.replies
    claim, kind = room.claim, next(k for k in replies if k.__name__ == "ClaimVault")
    replies[kind] = raising(Unavailable("no_reply"))
    chosen = {"card": card, "pin": "4807", "pin_again": "4807"}
    assert house.client.post("/premiere-fois", data=chosen).status_code == 503
    replies[kind] = claim
    assert house.sign_in_by_card(card).status_code == 201
    assert len(room.claimed) == 1


def test_a_vault_that_waited_too_long_is_told_so_and_its_account_goes(
    house: House, room: WaitingRoom
) -> None:
    path = begin(house)
    open_all(house, path)
    card = cards_of(house, path)[0]
    kind = next(k for k in house.caller.replies if k.__name__ == "ClaimVault")
    house.caller.replies[kind] = raising(Refused("waiting_over"))
    page = house.client.post("/premiere-fois", data={"card": card, "pin": "4807", "pin_again": "4807"})
    assert (page.status_code, "il s&#39;est effacé" in page.text) == (422, True)
    assert accounts(house) == 2


@pytest.mark.feature("V22")
def test_the_same_file_sent_again_opens_no_vault_twice(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    again = upload(house, CSV).headers["location"]
    assert "3 personnes ont déjà un coffre" in house.client.get(again).text
    open_all(house, again)
    corrected = upload(house, CSV.replace("Mia;;", "Mia;Neuve;") + "Nino;;;A-4\n").headers["location"]
    open_all(house, corrected)
    assert (len(room.opened), accounts(house)) == (4, 4)


def test_two_people_of_one_name_are_told_apart_by_their_references(house: House, room: WaitingRoom) -> None:
    path = begin(house, "Prénom;Référence\nAwa;1\nAwa;2\n")
    open_all(house, path)
    assert len(room.opened) == 2
    without = upload(house, "Prénom\nAwa\n").headers["location"]
    open_all(house, without)
    assert len(room.opened) == 2


@pytest.mark.parametrize("confirmed_twice", [False, True])
def test_both_of_two_previews_of_one_file_confirmed_open_each_vault_once(
    house: House, room: WaitingRoom, *, confirmed_twice: bool
) -> None:
    first = begin(house)
    second = upload(house, CSV).headers["location"]
    assert first != second
    for path in (first, second):
        for _ in range(1 + confirmed_twice):
            house.client.post(path, data={})
    open_all(house, second)
    open_all(house, first)
    assert (len(room.opened), accounts(house)) == (3, 3)
    assert len(cards_of(house, first)) + len(cards_of(house, second)) == 3


def test_what_does_not_answer_is_tried_again_and_opens_once(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    asked: list[str] = []

    def cut(request: OpenWaitingVault, actor: Any) -> Any:
        room.open(request, actor)  # it is open, and the answer is lost
        asked.append(request.vault_id)
        raise Unavailable("no_reply")

    replies: dict[Any, Any] = house.caller.replies
    replies[OpenWaitingVault] = cut
    house.client.post(path, data={})
    assert "0 coffres sur 3" in house.client.get(path).text
    replies[OpenWaitingVault] = room.open
    open_all(house, path)
    assert next(iter(room.opened)) == asked[0]
    assert (len(room.opened), accounts(house), len(cards_of(house, path))) == (3, 3, 3)


def test_what_the_vault_refuses_leaves_no_account_and_its_line_says_so(
    house: House, room: WaitingRoom
) -> None:
    path = begin(house)
    house.caller.replies[OpenWaitingVault] = raising(NotAllowed("grantee_not_yours"))
    page = open_all(house, path)
    assert ("3 coffres ont été refusés" in page, accounts(house)) == (True, 0)


def test_ten_vaults_a_look_and_only_one_look_at_a_time(house: House, room: WaitingRoom) -> None:
    people = "".join(f"Personne {n}\n" for n in range(AT_ONCE + 1))
    path = begin(house, "Prénom\n" + people)
    house.client.post(path, data={}, follow_redirects=False)
    assert 'value="10"' in house.client.get(path).text
    assert "11 coffres sont ouverts" in house.client.get(path).text


def test_cards_are_erased_once_printed_and_after_a_day(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    house.client.post(f"{path}/cartes", data={})
    assert cards_of(house, path) == []
    house.client.post(f"{path}/cartes-neuves", data={})
    assert len(cards_of(house, path)) == 3
    house.clock.move(CARDS_KEPT)
    enter_again(house)
    assert cards_of(house, path) == []
    upload(house, CSV)
    with house.engine.connect() as connection:
        assert set(connection.execute(sa.select(ROW.c.card)).scalars()) == {None}


def test_new_cards_replace_those_never_used_and_no_other(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    used, *unused = cards_of(house, path)
    house.client.post("/premiere-fois", data={"card": used, "pin": "4807", "pin_again": "4807"})
    enter_again(house)
    house.client.post(f"{path}/cartes-neuves", data={})
    kept = cards_of(house, path)
    assert (len(kept), used in kept, set(unused) & set(kept)) == (3, True, set())
    assert house.sign_in_by_card(used).status_code == 201
    assert house.sign_in_by_card(unused[0]).json()["code"] == "card_revoked"


@pytest.mark.feature("V22")
def test_a_colleague_sees_neither_the_list_nor_its_cards(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    enter(house, email="bruno@exemple.invalid")
    for way in (path, f"{path}/cartes"):
        assert house.client.get(way).status_code == 404
    for way in (path, f"{path}/cartes", f"{path}/cartes-neuves"):
        assert house.client.post(way, data={}).status_code == 404


def test_a_preview_not_confirmed_goes_after_a_day(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    house.clock.move(PREVIEW_KEPT)
    enter_again(house)
    assert house.client.get(path).status_code == 404


def test_what_is_kept_of_people_is_sealed(house: House, room: WaitingRoom) -> None:
    open_all(house, begin(house, "Prénom;Nom\nZébulonne;Tournicoti\n"))
    stored = b"".join(file.read_bytes() for file in house.folder.glob("gateway.db*"))
    assert b"Tournicoti" not in stored
    assert "Zébulonne".encode() not in stored
    assert house.caller.all(CheckPeople)


def test_a_crash_between_two_lines_is_gone_on_with_after_its_lease(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    house.client.post(path, data={}, follow_redirects=False)
    with house.engine.begin() as connection:  # as a process that died at it leaves it
        connection.execute(sa.update(BATCH).values(leased_until=house.clock.now() + LEASE))
    assert "0 coffres sur 3" in house.client.get(path).text
    house.clock.move(LEASE)
    assert "3 coffres sont ouverts" in house.client.get(path).text


def enter_again(house: House) -> None:
    house.client.cookies.clear()
    house.client.post("/connexion", data={"email": "agnes@exemple.invalid", "password": PASSWORD})


def raising(problem: Exception) -> Any:
    def answer(*_: Any) -> Any:
        raise problem

    return answer


def test_the_page_and_its_model_are_for_professionals(house: House, room: WaitingRoom) -> None:
    enter(house)
    assert "Prénom" in house.client.get(f"{PATH}/modele.csv").content.decode("utf-8-sig")
    house.client.cookies.clear()
    assert house.client.get(PATH, follow_redirects=False).status_code in (303, 401)


def test_of_who_erased_their_vault_the_list_keeps_nothing(house: House, room: WaitingRoom) -> None:
    path = begin(house)
    open_all(house, path)
    gone = next(iter(room.opened))
    hear(house, VaultErased(vault_id=gone))
    assert ("Awa" in house.client.get(path).text, rows_about(house, gone)) == (False, set())
    again = upload(house, CSV).headers["location"]
    open_all(house, again)
    assert len(room.opened) == 4
