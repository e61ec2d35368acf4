"""Every reason of the safety program can be told to patient and therapist, and fits its place."""

from __future__ import annotations

import pytest

from game.picture import TextRole
from game.scenes import stim_hud
from game.scenes.stim_words import REASONS, UNKNOWN, reason
from game.screen.display import Display
from game.screen.text import Typesetter
from stim_safety.words import Why

NAMES = sorted(why.name.lower() for why in Why)


def test_there_are_words_for_every_reason_and_for_no_other() -> None:
    assert sorted(REASONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_reason_is_one_short_sentence_for_the_patient_and_an_advice_for_the_therapist(name: str) -> None:
    told = reason(name)
    assert 2 <= len(told.patient.split()) <= 9
    assert told.patient.endswith(".")
    harsh = ("error", "fault", "fail", "wrong", "danger", "you must")
    assert not any(word in told.patient.lower() for word in harsh)
    assert len(told.therapist.split()) >= 6
    assert told.therapist.endswith(".")


@pytest.mark.parametrize("distance_m", [0.6, 2.5, 3.5])
def test_the_words_fit_the_card(distance_m: float) -> None:
    typesetter = Typesetter(Display(43, distance_m))
    for told in (*REASONS.values(), UNKNOWN):
        assert typesetter.fit(told.patient, TextRole.BODY, stim_hud.SENTENCE).whole, told.patient
        assert typesetter.fit(told.therapist, TextRole.NOTE, stim_hud.THERAPIST_TEXT).whole, told.therapist


def test_a_reason_that_is_new_here_is_still_told() -> None:
    assert reason("brand_new") is UNKNOWN
