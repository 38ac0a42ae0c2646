"""The key card and its PIN: what is printed, what is kept, what is refused."""

from __future__ import annotations

import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.identity import key_card
from shared.problems import InvalidInput

SECRETS = st.binary(min_size=16, max_size=16)


@given(SECRETS)
def test_a_card_reads_back_as_it_was_written(secret: bytes) -> None:
    assert key_card.parse_card(key_card.card_text(secret)) == secret


def test_a_card_is_seven_groups_of_four_and_never_the_same() -> None:
    cards = {key_card.new_card() for _ in range(50)}
    assert len(cards) == 50
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", card) for card in cards)


@given(SECRETS)
def test_a_card_typed_by_hand_is_understood(secret: bytes) -> None:
    typed = key_card.card_text(secret).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert key_card.parse_card(f" {typed}\n") == secret


@given(SECRETS, st.integers(0, 27), st.integers(1, 31))
def test_a_mistyped_character_never_gives_the_same_card(secret: bytes, at: int, shift: int) -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    written = key_card.card_text(secret).replace("-", "")
    wrong = alphabet[(alphabet.index(written[at]) + shift) % 32]
    try:
        read = key_card.parse_card(written[:at] + wrong + written[at + 1 :])
    except InvalidInput:
        return
    assert read != secret


def test_nearly_every_mistyped_character_is_caught() -> None:
    caught = 0
    for _ in range(500):
        written = key_card.new_card()
        wrong = written[:8] + ("7" if written[8] != "7" else "8") + written[9:]
        try:
            key_card.parse_card(wrong)
        except InvalidInput:
            caught += 1
    assert caught >= 490


@pytest.mark.parametrize("text", ["", "0000-0000-0000-0000-0000-0000-00", "U" * 28, "é" * 28, "0" * 10_000])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        key_card.parse_card(text)
    assert text not in str(refusal.value) or not text


def test_what_the_server_keeps_tells_cards_apart_without_their_secret() -> None:
    secret = secrets.token_bytes(16)
    kept = key_card.card_id(secret)
    assert re.fullmatch(r"[0-9a-f]{64}", kept)
    assert kept == key_card.card_id(secret) != key_card.card_id(secrets.token_bytes(16))


@pytest.mark.parametrize("pin", ["4807", "1987", "20031", "74185296"])
def test_a_pin_one_would_choose_is_accepted(pin: str) -> None:
    key_card.check_pin(pin)


@pytest.mark.parametrize("pin", ["0000", "1234", "4321", "8901", "1212", "121212", "99999999", "01234567"])
def test_a_pin_anyone_would_try_first_is_refused(pin: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        key_card.check_pin(pin)
    assert (refusal.value.code, refusal.value.field) == ("pin_too_simple", "pin")


@pytest.mark.parametrize("pin", ["", "480", "480748074", "48a7", "٤٨٠٧", "4807\n", " 4807"])
def test_what_is_not_four_to_eight_digits_is_refused(pin: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        key_card.check_pin(pin)
    assert refusal.value.code == "pin_malformed"


def test_only_the_right_pin_of_the_right_account_is_recognised() -> None:
    kept = key_card.hash_pin("4807", b"key of this account")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert key_card.verify_pin("4807", kept, b"key of this account")
    assert not key_card.verify_pin("4808", kept, b"key of this account")
    assert not key_card.verify_pin("4807", kept, b"key of another account")
    assert not key_card.verify_pin("4807", kept)


@pytest.mark.parametrize("kept", ["", "not a hash"])
def test_nothing_kept_recognises_nobody(kept: str) -> None:
    assert not key_card.verify_pin("4807", kept)


def test_the_qr_code_is_an_inline_drawing() -> None:
    drawing = key_card.qr_svg(key_card.new_card())
    assert drawing.startswith("<svg")
    assert "<script" not in drawing
