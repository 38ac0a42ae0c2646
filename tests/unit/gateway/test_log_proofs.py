"""Proofs of the log through the door: anyone reads checkpoints, a card prints what lets it be checked."""

from __future__ import annotations

import pytest

from shared.contracts import vault_log as p
from shared.contracts.shapes import Done
from shared.problems import NotAllowed
from tests.unit.gateway.house import NOW, PASSWORD, PROFILE, House
from tests.unit.gateway.walker import Walker, furnish

FINGERPRINT, HASH = "0a1b2c3d" * 8, "4e5f6071" * 8
CHECKPOINT = p.Checkpoint(size=4, root=HASH, signed_at=NOW, note="maillon/idf/access-log\n4\n")


@pytest.mark.feature("W2")
def test_anyone_reads_checkpoints_and_consistency_and_a_witness_hands_in_its_line(house: House) -> None:
    listed = p.Checkpoints(
        origin="maillon/idf/access-log",
        key="k",
        fingerprint=FINGERPRINT,
        witness_keys=[],
        checkpoints=[CHECKPOINT],
    )
    house.caller.replies |= {
        p.ListCheckpoints: lambda *_: listed,
        p.ProveConsistency: lambda q, _: p.Consistency(first=q.first, second=q.second, path=[HASH]),
        p.CosignCheckpoint: lambda q, _: Done(id=str(q.size)),
    }
    get = house.client.get
    assert get("/api/v1/log/checkpoints?limit=1").json()["checkpoints"][0]["size"] == 4
    assert get("/api/v1/log/consistency?from=2&to=4").json() == {"first": 2, "second": 4, "path": [HASH]}
    body = {"cosignature": "\u2014 temoin.invalid AAAA"}
    assert house.client.post("/api/v1/log/checkpoints/4/cosignatures", json=body).status_code == 201
    assert get("/api/v1/log/consistency?from=0&to=4").status_code == 422
    assert get("/api/v1/vaults/v1/log/1/proof").status_code == 401
    assert get("/api/v1/vaults/v1/consents/c1/receipt").status_code == 401


@pytest.mark.feature("W3")
def test_the_person_reads_a_receipt_and_nobody_else_does(house: House) -> None:
    person = house.open_vault(house.sign_up())
    house.caller.replies[p.GetReceipt] = lambda *_: p.Receipt(record={"events": []}, signature="a..b")
    token = house.sign_in_by_card(person["card"]).json()["token"]
    path = f"/api/v1/vaults/{person['vault_id']}/consents/c1/receipt"
    told = house.client.get(path, headers={"Authorization": f"Bearer {token}"})
    assert told.json() == {"record": {"events": []}, "signature": "a..b"}

    def refuse(*_: object) -> p.Receipt:
        raise NotAllowed("holder_only")

    house.caller.replies[p.GetReceipt] = refuse
    assert house.client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 403


@pytest.mark.feature("W2")
def test_a_card_prints_the_logs_key_and_a_line_and_is_printed_without_when_the_vault_is_away(
    house: House,
) -> None:
    card_page = house.open_vault(house.sign_up())["card_page"]
    house.caller.replies[p.GetLogHead] = lambda *_: p.LogHead(fingerprint=FINGERPRINT, number=1, hash=HASH)
    walker = Walker(house)
    furnish(house)
    walker.post("/connexion", email=PROFILE["email"], password=PASSWORD)
    walker.get(card_page)
    assert "0a1b2c3d 0a1b2c3d" in walker.page
    assert f"1:{HASH[:16]}" in walker.page
    del house.caller.replies[p.GetLogHead]
    assert "keycard" in walker.get(card_page)
    assert "0a1b2c3d" not in walker.page


@pytest.mark.feature("W3")
def test_the_receipt_is_a_page_to_print_and_unknown_consents_have_none(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies[p.GetReceipt] = lambda *_: p.Receipt(record={"k": "<b>"}, signature="aGVhZA..c2ln")
    page = walker.get("/partage/c1/recu")
    assert "Maison des Tilleuls" in page
    assert "aGVhZA..c2ln" in page
    walker.get("/partage/absent/recu")
    assert walker.status == 404
