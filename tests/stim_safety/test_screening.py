"""The screening: every question must be answered, and a yes to a blocking one blocks."""

from __future__ import annotations

import pytest

from stim_safety.screening import BLOCKING, QUESTIONS, WORDS, blocked

ALL_NO = dict.fromkeys(WORDS, False)


def test_the_questions() -> None:
    assert WORDS == tuple(question.word for question in QUESTIONS) == (
        "implant", "pregnancy", "malignancy", "thrombosis", "skin", "bleeding", "site", "cannot_report",
        "equipment", "under_18", "epilepsy", "heart", "sensation", "surgery", "osteoporosis", "spasticity",
        "denervated", "dislocation", "gel_allergy", "driving", "wet")
    assert {"implant", "pregnancy", "malignancy", "thrombosis", "skin", "bleeding", "site", "cannot_report",
            "equipment", "under_18"} == BLOCKING
    assert all(question.text.endswith("?") for question in QUESTIONS)


def test_no_to_all_blocks_nothing() -> None:
    assert blocked(ALL_NO) == ()


@pytest.mark.parametrize("word", WORDS)
def test_fault_16_each_question(word: str) -> None:
    assert blocked(ALL_NO | {word: True}) == ((word,) if word in BLOCKING else ())
    assert blocked({other: False for other in WORDS if other != word}) == (word,)


def test_nothing_answered_blocks_by_all() -> None:
    assert blocked({}) == WORDS
