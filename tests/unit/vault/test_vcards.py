"""vCard files as telephones write them, and as an attacker would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.adapters.vcards import read_vcards, write_vcards
from shared.contracts.vault_contacts import CARDS_MAX, ContactDetails
from shared.problems import InvalidInput

PHONE = """BEGIN:VCARD\r
VERSION:3.0\r
N:Essai;Zoé;;;\r
FN:Zoé Essai\r
item1.TEL;TYPE=CELL,VOICE:06 39 98 00 22\r
TEL;TYPE=HOME:01 99 00 12 34\r
EMAIL;TYPE=INTERNET:zoe@exemple.invalid\r
ADR;TYPE=HOME:;;1 rue des Tilleuls;Villefictive;;75000;France\r
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r
  /2wBDAAMCAgMCAgMDAwM\r
NOTE:Le soir\\, après 18 h\\nou le matin\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:4.0\r
N:Sansnom;Pierre;;;\r
TEL;VALUE=uri;TYPE=cell:tel:+33-6-39-98-00-23\r
END:VCARD\r
"""


def test_what_telephones_write_is_read() -> None:
    first, second = read_vcards(PHONE)
    assert first == ContactDetails(
        name="Zoé Essai",
        phones=["06 39 98 00 22", "01 99 00 12 34"],
        email="zoe@exemple.invalid",
        address="1 rue des Tilleuls, Villefictive, 75000, France",
        note="Le soir, après 18 h\nou le matin",
    )
    assert (second.name, second.phones) == ("Pierre Sansnom", ["+33-6-39-98-00-23"])


@pytest.mark.parametrize(
    "text",
    ["bonjour", "BEGIN:VCARD", "BEGIN:VCALENDAR\nEND:VCALENDAR", "\x00" * 10, "BEGIN:VCARD\n" * 90_000],
)
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_vcards(text)
    assert refusal.value.field == "vcards"


def test_cards_beyond_a_hundred_and_lines_beyond_measure_are_refused() -> None:
    card = "BEGIN:VCARD\nFN:x\nEND:VCARD\n"
    assert len(read_vcards(card * CARDS_MAX)) == CARDS_MAX
    for text in (card * (CARDS_MAX + 1), "BEGIN:VCARD\n" + "X:1\n" * 20_001 + "END:VCARD\n"):
        with pytest.raises(InvalidInput):
            read_vcards(text)


def test_a_card_within_a_card_and_lines_without_sense_break_nothing() -> None:
    (inner,) = read_vcards("BEGIN:VCARD\nFN:a\nBEGIN:VCARD\n;;;\n:::\nTEL\nFN:b\nEND:VCARD\nEND:VCARD\n")
    assert inner.name == "b"


@given(st.text(max_size=300))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        read_vcards(f"BEGIN:VCARD\n{text}\nEND:VCARD\n")
    except InvalidInput:
        return


@given(
    st.builds(
        ContactDetails,
        name=st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=60),
        relation=st.text(st.characters(blacklist_categories=("C", "Z")), max_size=40),
        note=st.text(
            st.characters(blacklist_categories=("C", "Z"), whitelist_characters="\n;,\\:"), max_size=90
        ),
        emergency=st.booleans(),
    ),
    st.sampled_from(["3.0", "4.0"]),
)
def test_what_is_written_reads_the_same(details: ContactDetails, version: str) -> None:
    (read,) = read_vcards(write_vcards([details], version))
    assert (read.name, read.relation) == (details.name, details.relation)
    assert (read.note, read.emergency) == (details.note.strip(), details.emergency)
