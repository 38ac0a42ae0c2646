"""A line's words: sealed, bound by a commitment that tells nothing once the person is erased."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
import tink

from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.eventstore.log_body import commitment, open_words, seal_words

WORDS = {"actor": "Agnès Exemple", "title": "Carte (démo)"}


def test_words_are_read_back_with_the_salt_of_their_commitment() -> None:
    keys, subject = InMemorySubjectKeys(), uuid4()
    keys.create(subject)
    stored = seal_words(keys, subject, WORDS)
    opened = open_words(keys, subject, stored)
    assert opened is not None
    words, salt = opened
    assert words == WORDS
    assert json.loads(stored)["commitment"] == commitment(salt, WORDS)
    assert b"Agn" not in stored


def test_equal_words_give_different_commitments() -> None:
    keys, subject = InMemorySubjectKeys(), uuid4()
    keys.create(subject)
    stored = [json.loads(seal_words(keys, subject, WORDS))["commitment"] for _ in range(2)]
    assert stored[0] != stored[1]


def test_nothing_is_read_nor_kept_once_erased() -> None:
    keys, subject = InMemorySubjectKeys(), uuid4()
    keys.create(subject)
    stored = seal_words(keys, subject, WORDS)
    keys.destroy(subject)
    assert open_words(keys, subject, stored) is None
    assert json.loads(seal_words(keys, subject, WORDS)) == {"commitment": "", "sealed": ""}


def test_an_altered_body_or_one_of_another_subject_is_an_error() -> None:
    keys, subject, other = InMemorySubjectKeys(), uuid4(), uuid4()
    keys.create(subject)
    keys.create(other)
    stored = seal_words(keys, subject, WORDS)
    with pytest.raises(tink.TinkError):
        open_words(keys, other, stored)
    altered = json.loads(stored) | {"commitment": "00" * 32}
    with pytest.raises(tink.TinkError):
        open_words(keys, subject, json.dumps(altered).encode())
