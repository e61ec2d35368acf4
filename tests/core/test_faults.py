"""The fault table answers every fault, in words for patient and therapist."""

from __future__ import annotations

import pytest

from core.faults import FAULTS, Effect, Fault

STEPS_OUT_OF_PLAY = (Effect.PAUSE, Effect.STOP_STIM, Effect.END)


def test_every_fault_has_its_row() -> None:
    assert set(FAULTS) == set(Fault)


def test_effects_are_ordered_from_mild_to_strong() -> None:
    assert sorted(Effect) == [Effect.NOTE, Effect.PAUSE, Effect.STOP_STIM, Effect.END]
    assert max(Effect.NOTE, Effect.END, Effect.PAUSE) is Effect.END


@pytest.mark.parametrize("fault", Fault)
def test_the_therapist_always_gets_a_sentence_the_patient_only_when_play_stops(fault: Fault) -> None:
    entry = FAULTS[fault]
    assert entry.therapist.endswith(".")
    assert bool(entry.patient) == (entry.effect in STEPS_OUT_OF_PLAY)
    if entry.patient:
        assert entry.patient.endswith(".")
        assert len(entry.patient) <= 70
        assert not {"error", "fail", "wrong", "bad"} & set(entry.patient.lower().replace(".", "").split())


@pytest.mark.parametrize("fault", [Fault.OFF_BOARD, Fault.LOAD_DROP, Fault.BOARD_LOST, Fault.EMG_LOST])
def test_what_takes_the_body_from_us_pauses_play(fault: Fault) -> None:
    assert FAULTS[fault].effect >= Effect.PAUSE
