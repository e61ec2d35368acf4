"""Words for patients: short, kind, complete."""

from __future__ import annotations

import string

import pytest

from game.texts import ENGLISH, KIND_WORDS, say

BLAME = ("fail", "wrong", "bad", "lost", "error", "miss", "slow", "must", "!")


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_each_sentence_is_short_kind_and_fills_in(key: str) -> None:
    figures = {name: 3 for _, name, _, _ in string.Formatter().parse(ENGLISH[key]) if name}
    words = say(key, **figures)
    assert "{" not in words
    assert len(words) <= 75
    assert words.endswith(".")
    assert not [word for word in BLAME if word in words.lower()]


def test_every_kind_word_has_its_sentence() -> None:
    assert set(KIND_WORDS) <= set(ENGLISH)


def test_an_unknown_key_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.key")
